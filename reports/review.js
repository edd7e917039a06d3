"use strict";
(function () {
  const rows = Array.from(document.querySelectorAll("tr[data-m]"));
  let at = -1;
  function go(next) {
    if (!rows.length) return;
    at = Math.max(0, Math.min(rows.length - 1, next));
    document.querySelectorAll(".on").forEach(function (e) { e.classList.remove("on"); });
    const id = rows[at].getAttribute("data-m");
    rows[at].classList.add("on");
    rows[at].scrollIntoView({ block: "nearest" });
    const marks = document.querySelectorAll('span[data-m~="' + id + '"]');
    marks.forEach(function (e) { e.classList.add("on"); });
    if (marks.length) marks[0].scrollIntoView({ block: "center" });
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j" || event.key === "ArrowDown") go(at + 1);
    else if (event.key === "k" || event.key === "ArrowUp") go(at - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(rows.length - 1);
    else if (event.key === "r") {
      for (let step = 1; step <= rows.length; step++) {
        const place = (at + step + rows.length) % rows.length;
        if (rows[place].classList.contains("review")) { go(place); break; }
      }
    } else return;
    event.preventDefault();
  });
  document.addEventListener("click", function (event) {
    const mark = event.target.closest("[data-m]");
    if (!mark) return;
    const id = mark.getAttribute("data-m").split(" ")[0];
    go(rows.findIndex(function (row) { return row.getAttribute("data-m") === id; }));
  });
})();
