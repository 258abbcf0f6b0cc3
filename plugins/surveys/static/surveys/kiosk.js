/* A device that passes from hand to hand: after a minute without a touch it clears itself. */
(function () {
  "use strict";
  var wait = 60000;
  var timer;
  function clear() {
    var button = document.querySelector("[data-next]");
    if (button) button.form.submit();
  }
  function again() {
    clearTimeout(timer);
    timer = setTimeout(clear, wait);
  }
  ["pointerdown", "keydown", "input", "scroll"].forEach(function (name) {
    addEventListener(name, again, { passive: true });
  });
  addEventListener("pageshow", function (event) {
    if (event.persisted) clear();
  });
  again();
})();
