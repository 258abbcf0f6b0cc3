// Draws who follows whom from the page's own data; the table below holds the same.
(() => {
  const holder = document.querySelector('#leader-map');
  if (!holder) return;
  const data = JSON.parse(document.querySelector('#leader-map-data').textContent);
  const dark = document.documentElement.dataset.bsTheme === 'dark';
  const ink = dark ? '#dce1e7' : '#2b333b';
  const chart = echarts.init(holder, null, { renderer: 'canvas' });
  chart.setOption({
    animation: false,
    color: data.kinds.map((kind) => kind.colour),
    tooltip: {
      renderMode: 'richText',
      formatter: (p) => (p.dataType === 'node' ? `${p.data.label_text}\n${p.data.place}` : ''),
    },
    series: [{
      type: 'graph', layout: 'force', roam: true, draggable: false,
      force: { repulsion: 90, edgeLength: [20, 70], layoutAnimation: false },
      categories: data.kinds.map((kind) => ({ name: kind.name })),
      lineStyle: { color: dark ? '#6b7682' : '#9aa5b1', width: 1 },
      data: data.nodes.map((node) => ({
        id: node.id, name: node.id, label_text: node.name, place: node.place, category: node.kind,
        symbol: node.leader ? 'roundRect' : 'circle',
        symbolSize: node.leader ? 22 + Math.min(node.followers, 30) : 14,
        label: {
          show: true, color: node.leader ? ink : '#10151a', fontSize: node.leader ? 12 : 10,
          position: node.leader ? 'bottom' : 'inside',
          formatter: node.leader ? `${node.digit} ${node.name}` : node.digit,
        },
      })),
      links: data.links,
    }],
  });
  addEventListener('resize', () => chart.resize());
})();
