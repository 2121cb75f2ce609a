// Written for the oldest browsers, which cannot parse the page itself: asks to update. Chromium 109, Safari 16.4 and
// Firefox 115 have both of these features; older versions lack one of them.
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
