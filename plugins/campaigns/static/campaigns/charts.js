// Draws the dashboard's charts from the page's own data; the tables below hold the same numbers.
(() => {
  const data = JSON.parse(document.querySelector('#drawings').textContent);
  const dark = document.documentElement.dataset.bsTheme === 'dark';
  const common = {
    animation: false,
    textStyle: { color: dark ? '#dce1e7' : '#2b333b' },
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    legend: { type: 'scroll', bottom: 0, textStyle: { color: dark ? '#dce1e7' : '#2b333b' } },
    grid: { left: 40, right: 10, top: 10, bottom: 55 },
    xAxis: { type: 'category', data: data.weeks.map((week) => week.slice(5)) },
    yAxis: { type: 'value', minInterval: 1 },
  };
  function draw(id, series) {
    const holder = document.querySelector(id);
    const chart = echarts.init(holder, null, { renderer: 'canvas' });
    chart.setOption({ ...common, series });
    addEventListener('resize', () => chart.resize());
  }
  draw('#levels-drawing', data.levels.map((level) => ({
    name: level.name, type: 'line', stack: 'all', areaStyle: { opacity: .85 }, symbol: 'none',
    lineStyle: { width: 0 }, itemStyle: { color: level.colour }, data: level.values,
  })));
  draw('#contacts-drawing', data.contacts.map((one) => ({
    name: one.name, type: 'bar', stack: 'all', data: one.values,
  })));
})();
