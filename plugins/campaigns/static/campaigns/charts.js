// Draws the dashboard's charts from the page's own data; the tables below hold the same numbers.
(() => {
  const dark = document.documentElement.dataset.bsTheme === 'dark';
  const ink = dark ? '#dce1e7' : '#2b333b';
  const common = (categories) => ({
    animation: false,
    textStyle: { color: ink },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    legend: { type: 'scroll', bottom: 0, textStyle: { color: ink } },
    grid: { left: 40, right: 14, top: 14, bottom: 55 },
    xAxis: { type: 'category', data: categories },
    yAxis: { type: 'value', minInterval: 1 },
  });

  const kinds = {
    levels: (data) => ({
      ...common(data.weeks.map((week) => week.slice(5))),
      series: data.levels.map((level) => ({
        name: level.name, type: 'line', stack: 'all', areaStyle: { opacity: .85 }, symbol: 'none',
        lineStyle: { width: 0 }, itemStyle: { color: level.colour }, data: level.values,
      })),
    }),
    contacts: (data) => ({
      ...common(data.weeks.map((week) => week.slice(5))),
      series: data.contacts.map((one) => ({ name: one.name, type: 'bar', stack: 'all', data: one.values })),
    }),
    cards,
    flow,
  };

  function cards(data) {
    const line = { type: 'line', symbol: 'none' };
    const done = data.weeks.map((week, at) => [week, data.counts[at]]);
    if (done.length) done[done.length - 1] = [data.today, data.valid];
    const series = [{ ...line, name: data.words.valid, data: done, lineStyle: { width: 3 }, itemStyle: { color: '#0072b2' } }];
    if (data.ahead) {
      const { on, low, middle, high } = data.ahead;
      const from = [data.today, data.valid];
      const band = { ...line, stack: 'band', lineStyle: { opacity: 0 }, stackStrategy: 'all', silent: true };
      series.push({ ...band, data: [from, [on, low]], tooltip: { show: false } });
      series.push({
        ...band, name: data.words.interval, data: [[data.today, 0], [on, high - low]],
        areaStyle: { color: '#0072b2', opacity: .22 }, itemStyle: { color: '#9cc7e2' },
      });
      series.push({ ...line, name: data.words.expected, data: [from, [on, middle]], lineStyle: { type: 'dashed', width: 2 }, itemStyle: { color: '#0072b2' } });
    }
    const colours = ['#d55e00', '#009e73', '#cc79a7'];
    const marks = data.needed.map((one, at) => ({
      yAxis: one.count, name: one.name, lineStyle: { color: colours[at % 3], type: 'solid' },
      label: { formatter: `${one.name}: ${one.count}`, position: 'insideStartTop', color: ink },
    }));
    series[0].markLine = { symbol: 'none', silent: true, data: marks };
    const top = Math.max(data.valid, data.ahead ? data.ahead.high : 0, ...data.needed.map((one) => one.count));
    return {
      ...common(), tooltip: { show: false },
      legend: { bottom: 0, textStyle: { color: ink }, data: series.map((one) => one.name).filter(Boolean) },
      xAxis: { type: 'time', axisLabel: { hideOverlap: true } }, yAxis: { type: 'value', minInterval: 1, max: Math.ceil(top * 1.1) }, series,
    };
  }

  function flow(data) {
    const labels = Object.fromEntries(data.nodes.map((node) => [node.name, node.label]));
    return {
      animation: false,
      tooltip: { trigger: 'item', renderMode: 'richText', formatter: (one) => (one.dataType === 'edge'
        ? `${labels[one.data.source]} > ${labels[one.data.target]}: ${one.data.value}`
        : `${labels[one.name]}: ${one.value}`) },
      series: [{
        type: 'sankey', left: 4, right: 120, top: 10, bottom: 10, nodeGap: 8, layoutIterations: 0,
        label: { color: ink, formatter: (one) => labels[one.name] },
        lineStyle: { color: 'source', opacity: .4 },
        data: data.nodes.map((node) => ({ name: node.name, depth: node.name[0] === 'a' ? 0 : 1, itemStyle: { color: node.colour } })),
        links: data.links,
      }],
    };
  }

  function draw(root) {
    root.querySelectorAll('[data-chart]').forEach((holder) => {
      const chart = echarts.init(holder, null, { renderer: 'canvas' });
      chart.setOption(kinds[holder.dataset.chart](JSON.parse(holder.dataset.values)));
      addEventListener('resize', () => chart.resize());
    });
  }
  draw(document);
  document.addEventListener('htmx:afterSwap', (event) => draw(event.detail.target));
})();
