"use strict";

const height = 300;
const edges = { left: 44, right: 20, top: 22, bottom: 34 };
const byId = id => document.getElementById(id);
const clock = ms => new Date(ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const severity = note => ["critical", "major", "minor"].includes(note.severity) ? note.severity : "none";

const isNarrow = () => byId("graph").clientWidth < 700;

let state = null;
let last = "";
const seen = new Map();

function svg(name, attributes, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) {
        element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
}

function html(name, className, ...children) {
    const element = document.createElement(name);
    element.className = className;
    element.append(...children);
    return element;
}

/** The text of an annotation is HTML, and Grafana's panels put it in as such. The page's policy lets no script in it run. */
function rendered(note) {
    const element = html("div", "");
    element.innerHTML = note.html;
    return element;
}

function duration(ms) {
    const minutes = Math.round(ms / 60000);
    return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

function period(note) {
    return note.open ? `${clock(note.start)} –` : note.end > note.start ? `${clock(note.start)} – ${clock(note.end)}` : clock(note.start);
}

function drawGraph() {
    const width = Math.max(byId("graph").clientWidth, 320);
    const [bottom, right] = [height - edges.bottom, width - edges.right];
    const peak = Math.max(...state.curve.map(([, value]) => value));
    const top = Math.ceil(peak / 20) * 20;
    const x = ms => edges.left + (ms - state.from) / (state.to - state.from) * (right - edges.left);
    const y = value => bottom - value / top * (bottom - edges.top);

    const image = svg("svg", { viewBox: `0 0 ${width} ${height}`, height, role: "img" });
    image.append(svg("defs", {}, svg("linearGradient", { id: "fade", x1: 0, y1: 0, x2: 0, y2: 1 },
        svg("stop", { offset: 0, class: "fade-from" }), svg("stop", { offset: 1, class: "fade-to" }))));

    for (let value = 0; value <= top; value += 20) {
        image.append(svg("line", { class: "grid", x1: edges.left, x2: right, y1: y(value), y2: y(value) }));
        image.append(svg("text", { x: edges.left - 8, y: y(value) + 4, "text-anchor": "end" }, String(value)));
    }
    const hour = 3600000;
    const every = isNarrow() ? 2 * hour : hour;
    for (let at = new Date(state.from).setMinutes(60, 0, 0); at <= state.to; at += every) {
        image.append(svg("line", { class: "grid", x1: x(at), x2: x(at), y1: edges.top, y2: bottom }));
        image.append(svg("text", { x: x(at), y: height - 6, "text-anchor": "middle" }, clock(at)));
    }

    const past = state.curve.filter(([at]) => at <= state.now);
    const points = past.map(([at, value]) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
    image.append(svg("polygon", { class: "area", points: `${edges.left},${bottom} ${points} ${x(past.at(-1)[0])},${bottom}` }));
    image.append(svg("polyline", { class: "curve", points }));
    for (const note of state.annotations) {
        image.append(drawNote(note, x, bottom));
    }
    byId("graph").replaceChildren(image);
}

/** As Grafana draws it: a dashed line at each end that is not in the future, a shade between, and a bar or a mark under the axis. */
function drawNote(note, x, bottom) {
    const [start, end] = [x(note.start), x(Math.min(note.end, state.now))];
    const group = svg("g", { class: `note ${severity(note)}`, tabindex: 0, "data-id": note.id });
    group.append(svg("rect", { class: "region", x: start, y: edges.top, width: end - start, height: bottom - edges.top }));
    for (const edge of new Set(note.end > state.now ? [start] : [start, end])) {
        group.append(svg("line", { class: "edge", x1: edge, x2: edge, y1: edges.top, y2: bottom }));
        group.append(svg("path", { class: "mark", d: `M${edge - 5},${bottom + 9} L${edge + 5},${bottom + 9} L${edge},${bottom + 1} Z` }));
    }
    group.append(svg("rect", { class: "bar", x: start, y: bottom + 9, width: end - start, height: 4 }));
    if (!isNarrow()) {
        group.append(svg("text", { class: "flag", x: start, y: edges.top - 7, "text-anchor": "middle" }, note.reference));
    }

    // A wider, invisible target: a line is hard to point at.
    group.append(svg("rect", { x: start - 5, y: 0, width: end - start + 10, height: bottom + 14, "fill-opacity": 0 }));
    for (const [event, on] of [["pointerenter", true], ["pointerleave", false], ["focus", true], ["blur", false]]) {
        group.addEventListener(event, () => light(note, on, [start, end]));
    }
    return group;
}

/** Marks the annotation in the graph and in the table; with its place in the graph given, a tooltip tells about it beside it. */
function light(note, on, place) {
    for (const element of document.querySelectorAll(`[data-id="${note.id}"]`)) {
        element.classList.toggle("lit", on);
    }
    const tooltip = byId("tooltip");
    tooltip.hidden = !on || !place;
    if (!tooltip.hidden) {
        tooltip.replaceChildren(html("time", "", period(note)), rendered(note), tags(note));
        const [start, end] = place;
        const fits = end + 28 + tooltip.offsetWidth < byId("graph").clientWidth;
        tooltip.style.left = `${Math.max(8, fits ? end + 28 : start - tooltip.offsetWidth + 4)}px`;
        tooltip.style.top = "72px";
    }
}

function tags(note) {
    return html("div", "tags", ...note.tags.map(tag => html("span", "", tag)));
}

function drawRows() {
    byId("rows").replaceChildren(...state.annotations.map(note => {
        const content = JSON.stringify(note);
        const row = html("tr", severity(note));
        row.classList.toggle("changed", seen.get(note.id) !== content);
        seen.set(note.id, content);
        row.dataset.id = note.id;

        const status = note.open ? "open" : "resolved";
        const text = html("td", "", rendered(note), tags(note));
        const when = html("td", "when", period(note));
        if (note.end > note.start && !note.open) {
            when.append(html("small", "", duration(note.end - note.start)));
        }
        row.append(
            html("td", "name", note.reference, html("span", "severity", note.severity || "no severity")),
            when,
            html("td", "", html("span", `pill ${status}`, status)),
            text);
        row.addEventListener("pointerenter", () => light(note, true));
        row.addEventListener("pointerleave", () => light(note, false));
        return row;
    }));
    byId("empty").hidden = state.annotations.length > 0;
}

function drawSteps() {
    byId("steps").replaceChildren(...state.steps.map(step => {
        const words = html("span", "", step.title);
        if (step.detail) {
            words.append(html("small", "", step.detail));
        }
        return html("li", step.state, html("time", "", clock(step.at)), words);
    }));
}

function drawHeader() {
    const { grafana, steps, metrics } = state;
    byId("grafana").textContent = grafana.simulated ? `simulated ${grafana.simulated}` : `Grafana at ${grafana.url}`;
    byId("grafana").className = `badge ${grafana.answers ? "good" : "bad"}`;

    const failed = steps.filter(step => step.state === "failed").length;
    const done = failed + steps.filter(step => step.state === "passed").length;
    byId("progress").textContent = failed ? `${failed} of ${steps.length} steps failed` : `${done} of ${steps.length} steps as expected`;
    byId("progress").className = `badge ${failed ? "bad" : done === steps.length ? "good" : ""}`;

    byId("metrics").hidden = metrics === "";
    byId("metrics").href = metrics;
    notice(grafana.answers ? "" : "Grafana does not answer. This is what it showed last. The bridge keeps what is due.");
}

function notice(text) {
    byId("notice").textContent = text;
    byId("notice").hidden = text === "";
}

function draw() {
    drawHeader();
    drawGraph();
    drawRows();
    drawSteps();
}

async function poll() {
    try {
        const answer = await fetch("state.json");
        const text = await answer.text();
        if (text !== last) {
            last = text;
            state = JSON.parse(text);
            draw();
        }
    } catch {
        last = "";
        notice("The demo has ended.");
    }
    setTimeout(poll, 700);
}

addEventListener("resize", () => state && drawGraph());
poll();
