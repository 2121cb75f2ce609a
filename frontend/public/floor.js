// Written for the oldest browsers: says "please update" where the page itself could not even be read. Chromium 109, Safari 16.4
// and Firefox 115 know both of these, and what is older lacks one of them.
(function () {
  if (window.MathMLElement && window.CompressionStream) return;
  window.isTooOld = true;
  document.addEventListener('DOMContentLoaded', function () {
    var said = [
      ['en', 'Please update your browser', 'This page needs Chrome or Edge 109, Safari 16.4, Firefox 115, or newer.'],
      ['zh-Hans', '请更新浏览器', '本页面需要 Chrome 或 Edge 109、Safari 16.4、Firefox 115 或更新的版本。'],
    ];
    var app = document.getElementById('app');
    for (var index = 0; index < said.length; index += 1) {
      var part = document.createElement('section');
      part.lang = said[index][0];
      part.className = 'page';
      part.appendChild(document.createElement('h1')).textContent = said[index][1];
      part.appendChild(document.createElement('p')).textContent = said[index][2];
      app.appendChild(part);
    }
  });
})();
