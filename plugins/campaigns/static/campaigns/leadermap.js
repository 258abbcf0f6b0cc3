// Draws who follows whom from the page's own data; the table below holds the same.
(() => {
  const holder = document.querySelector('#leader-map');
  if (!holder) return;
  const data = JSON.parse(document.querySelector('#leader-map-data').textContent);
  const dark = document.documentElement.dataset.bsTheme === 'dark';
  // Leaders stand in a grid, who follows them in rings around: nobody hides anybody else.
  const leaders = data.nodes.filter((node) => node.leader);
  const columns = Math.max(Math.round(Math.sqrt(leaders.length * holder.clientWidth / holder.clientHeight)), 1);
  const spots = new Map(leaders.map((node, at) => [
    node.id, { x: (at % columns) * 150, y: Math.floor(at / columns) * 150 },
  ]));
  const around = new Map();
  data.links.forEach((link) => {
    if (spots.has(link.target)) return;
    const ring = around.get(link.source) || [];
    ring.push(link.target);
    around.set(link.source, ring);
  });
  around.forEach((ring, leader) => ring.forEach((id, at) => {
    const inner = Math.min(ring.length, 14);
    const outside = at >= inner;
    const count = outside ? ring.length - inner : inner;
    const angle = 2 * Math.PI * ((at % inner) / count + (outside ? .5 / count : 0));
    const far = outside ? 66 : 44;
    const centre = spots.get(leader) || { x: 0, y: 0 };
    spots.set(id, { x: centre.x + far * Math.cos(angle), y: centre.y + far * Math.sin(angle) });
  }));
  const place = (node) => spots.get(node.id) || { x: 0, y: 0 };
  const chart = echarts.init(holder, null, { renderer: 'canvas' });
  chart.setOption({
    animation: false,
    color: data.kinds.map((kind) => kind.colour),
    tooltip: {
      renderMode: 'richText',
      formatter: (p) => (p.dataType === 'node' ? `${p.data.label_text}\n${p.data.place}` : ''),
    },
    series: [{
      type: 'graph', layout: 'none', roam: true, draggable: false,
      categories: data.kinds.map((kind) => ({ name: kind.name })),
      lineStyle: { color: dark ? '#6b7682' : '#9aa5b1', width: 1 },
      data: data.nodes.map((node) => ({
        id: node.id, name: node.id, label_text: node.name, place: node.place, category: node.kind,
        ...place(node), symbol: node.leader ? 'roundRect' : 'circle',
        symbolSize: node.leader ? 16 + Math.min(node.followers, 12) : 11,
        label: {
          show: true, color: '#10151a', fontSize: node.leader ? 11 : 9,
          position: 'inside',
          formatter: node.digit,
        },
      })),
      links: data.links,
    }],
  });
  addEventListener('resize', () => chart.resize());
})();
