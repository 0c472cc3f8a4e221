"use strict";
(function () {
  var form = document.getElementById("form");
  var data = form.dataset;
  var key = ["lerende-organisatie", data.instrument, data.version, data.level].join(":");
  var steps = Array.prototype.slice.call(document.querySelectorAll("[data-step]"));
  var groups = Array.prototype.slice.call(document.querySelectorAll("fieldset[data-asks]"));
  var byId = function (id) { return document.getElementById(id); };
  var storage = null;
  try {
    storage = window.localStorage;
    storage.setItem(key + ":test", "1");
    storage.removeItem(key + ":test");
  } catch (error) {
    storage = null;
  }

  function randomId() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join("");
  }

  function fresh() {
    return { respondent: randomId(), revision: 0, saved: "", step: 0, role: null, answers: {} };
  }

  function restored() {
    var state = fresh();
    try {
      var kept = JSON.parse(storage.getItem(key));
      if (kept && /^[0-9a-f]{32}$/.test(kept.respondent) && kept.answers && typeof kept.answers === "object") {
        state.respondent = kept.respondent;
        state.revision = Number.isInteger(kept.revision) && kept.revision > 0 ? kept.revision : 0;
        state.saved = typeof kept.saved === "string" ? kept.saved : "";
        state.step = Number.isInteger(kept.step) && kept.step >= 0 && kept.step < steps.length ? kept.step : 0;
        state.role = typeof kept.role === "string" ? kept.role : null;
        state.answers = kept.answers;
      }
    } catch (error) {
      return state;
    }
    return state;
  }

  var state = restored();

  function keep() {
    if (!storage) { return; }
    try {
      storage.setItem(key, JSON.stringify(state));
    } catch (error) {
      storage = null;
      byId("no-storage").hidden = false;
    }
  }

  function read() {
    var answers = {};
    groups.forEach(function (group) {
      var chosen = group.querySelector("input:checked");
      if (chosen && chosen.value !== "") { answers[group.dataset.asks] = Number(chosen.value); }
    });
    var role = form.querySelector("input[name='role']:checked");
    state.answers = answers;
    state.role = role && role.value !== "" ? role.value : null;
  }

  function fill() {
    groups.forEach(function (group) {
      var value = state.answers[group.dataset.asks];
      Array.prototype.forEach.call(group.querySelectorAll("input"), function (input) {
        input.checked = value !== undefined && input.value === String(value);
      });
    });
    Array.prototype.forEach.call(form.querySelectorAll("input[name='role']"), function (input) {
      input.checked = input.value === (state.role === null ? "" : state.role);
    });
  }

  function progress() {
    var done = Object.keys(state.answers).length;
    byId("progress").value = done;
    byId("progress-text").textContent = data.progress.replace("{done}", done).replace("{all}", groups.length);
    var open = byId("open");
    open.textContent = "";
    groups.forEach(function (group) {
      if (state.answers[group.dataset.asks] !== undefined) { return; }
      var line = document.createElement("li");
      var link = document.createElement("button");
      link.type = "button";
      link.className = "plain";
      link.textContent = group.querySelector("legend").textContent.trim();
      link.addEventListener("click", function () {
        show(steps.indexOf(group.closest("[data-step]")), false);
        group.querySelector("input").focus();
        group.scrollIntoView({ block: "center" });
      });
      line.appendChild(link);
      open.appendChild(line);
    });
    byId("open-part").hidden = done === groups.length;
    byId("save").disabled = done === 0;
  }

  function show(step, focus) {
    state.step = step;
    steps.forEach(function (section, place) { section.hidden = place !== step; });
    byId("back").disabled = step === 0;
    byId("next").hidden = step === steps.length - 1;
    byId("where").textContent = data.where.replace("{step}", step + 1).replace("{all}", steps.length);
    keep();
    if (focus) {
      window.scrollTo(0, 0);
      steps[step].querySelector("h1, h2").focus();
    }
  }

  function sheet() {
    return {
      format: "lerende-organisatie/answers",
      format_version: 1,
      instrument: data.instrument,
      instrument_version: data.version,
      kind: data.kind,
      level: data.level,
      language: data.language,
      role: state.role,
      respondent: state.respondent,
      revision: state.revision,
      answers: state.answers
    };
  }

  function save() {
    read();
    var now = JSON.stringify([state.role, state.answers]);
    if (now !== state.saved) {
      state.revision += 1;
      state.saved = now;
    }
    keep();
    var blob = new Blob([JSON.stringify(sheet(), null, 1) + "\n"], { type: "application/json" });
    var link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = data.instrument + "-" + state.respondent.slice(0, 8) + ".json";
    document.body.appendChild(link);
    link.click();
    link.remove();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 60000);
    byId("saved").textContent = data.saved.replace("{file}", link.download);
  }

  var sure = false;
  function erase() {
    var button = byId("erase");
    if (!sure) {
      sure = true;
      button.textContent = data.sure;
      return;
    }
    sure = false;
    button.textContent = data.erase;
    if (storage) {
      try { storage.removeItem(key); } catch (error) { storage = null; }
    }
    state = fresh();
    fill();
    progress();
    byId("saved").textContent = "";
    show(0, true);
  }

  document.documentElement.classList.add("scripted");
  byId("no-storage").hidden = storage !== null;
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("change", function () {
    read();
    keep();
    progress();
  });
  byId("back").addEventListener("click", function () { show(Math.max(state.step - 1, 0), true); });
  byId("next").addEventListener("click", function () { show(Math.min(state.step + 1, steps.length - 1), true); });
  byId("save").addEventListener("click", save);
  byId("erase").addEventListener("click", erase);
  fill();
  read();
  progress();
  show(state.step, false);
})();
