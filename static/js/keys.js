/* The keyboard of the counter. An element says which key works it: data-key="F2", "/", "1", " " (space), "Escape".
   Fields get the focus, everything else is clicked. While somebody types, only function keys and Escape count.
   Single characters can be switched off in the menu 显示 (html[data-keys="off"]); function keys stay.
   Up and down walk through the links of a table or list marked data-rows; on a page without one, down leads into its
   form. */
(function () {
  "use strict";
  var FIELDS = "input, textarea, select, [contenteditable]";

  function typing(element) {
    return element.matches(FIELDS) && !/^(checkbox|radio|button|submit|reset|file)$/.test(element.type);
  }

  function seen(element) {
    // What lies in a menu can be worked while the menu is closed.
    return (element.getClientRects().length > 0 || element.closest("details.menu")) && !element.disabled;
  }

  function work(element) {
    if (!element.matches(FIELDS)) {
      element.click();
      return;
    }
    element.focus();
    if (element.select) element.select();
  }

  function find(key) {
    return Array.from(document.querySelectorAll("[data-key]")).find(function (each) {
      return each.dataset.key.toLowerCase() === key.toLowerCase() && seen(each);
    });
  }

  function into(event) {
    if (event.key !== "ArrowDown" || document.activeElement !== document.body) return;
    var field = Array.from(document.querySelectorAll("main form[method=post] :is(input, textarea, select)")).find(
      function (each) { return each.type !== "hidden" && !each.closest("details:not([open])") && seen(each); });
    if (!field) return;
    event.preventDefault();
    field.focus();
  }

  function walk(event) {
    var links = Array.from(document.querySelectorAll("[data-rows] tbody tr, ul[data-rows] > li")).map(function (row) {
      return row.querySelector("a, button");
    }).filter(Boolean);
    if (!links.length) {
      into(event);
      return;
    }
    var place = links.indexOf(document.activeElement);
    if (place < 0 && document.activeElement !== document.body) return;
    var next = links[place + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    var here = event.target;
    var special = /^(F\d+|Escape)$/.test(event.key);
    if (event.key === "Escape" && typing(here)) here.blur();
    if (!special && (typing(here) || document.documentElement.dataset.keys === "off")) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      walk(event);
      return;
    }
    // Space and Enter belong to the button or link that has the focus.
    if (event.key === " " && here.matches("a, button, summary, input")) return;
    var element = find(event.key);
    if (!element) return;
    event.preventDefault();
    work(element);
  });
})();
