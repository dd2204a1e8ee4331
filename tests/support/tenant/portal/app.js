// The simulated portal: routes by address, draws with text nodes only, navigates by pushState.
"use strict";

const ROW_HEIGHT = 40;
const NAVIGATION = [
  ["Incidents", "/incident2/4711/overview"],
  ["Alerts", "/alerts"],
  ["Hunting", "/v2/advanced-hunting"],
  ["Devices", "/machines"],
];

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  const { className, ...attributes } = properties;
  if (className) made.className = className;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function tenantQuery() {
  const tid = new URLSearchParams(location.search).get("tid");
  return tid ? `?tid=${encodeURIComponent(tid)}` : "";
}

async function load(path) {
  const answer = await fetch(`/portal-data/${path}${tenantQuery()}`);
  return answer.ok ? answer.json() : null;
}

function alertAddress(id) {
  return `/alerts/${encodeURIComponent(id)}${tenantQuery()}`;
}

function severity(level) {
  const bars = element("span", { className: "bars", "aria-hidden": "true" }, element("i"), element("i"), element("i"));
  return element("span", { className: `severity ${String(level).toLowerCase()}` }, bars, String(level));
}

function heading(title, ...facts) {
  return element("header", { className: "heading" }, element("h1", {}, title), element("p", {}, ...facts));
}

function card(title, ...content) {
  return element("section", { className: "card" }, element("h2", {}, title), ...content);
}

function moment(text) {
  return text ? `${text.slice(0, 10)} ${text.slice(11, 19)} UTC` : "";
}

// A grid that keeps only the rows in view in the document, as the real portal's does.
function grid(rows, label) {
  const spacer = element("div", { className: "spacer" });
  spacer.style.height = `${rows.length * ROW_HEIGHT}px`;
  const view = element("div", { className: "view", role: "grid", "aria-label": label, "aria-rowcount": rows.length, tabindex: "0" }, spacer);
  function draw() {
    const first = Math.max(0, Math.floor(view.scrollTop / ROW_HEIGHT) - 3);
    const shown = Math.ceil((view.clientHeight || 480) / ROW_HEIGHT) + 6;
    spacer.replaceChildren(...rows.slice(first, first + shown).map((row, index) => {
      const drawn = element("div", { className: "row", role: "row", "aria-rowindex": first + index + 1 },
        element("a", { href: alertAddress(row.id), role: "gridcell" }, row.title),
        element("span", { role: "gridcell" }, severity(row.severity)),
        element("span", { role: "gridcell" }, row.status),
        element("span", { role: "gridcell" }, row.device));
      drawn.style.transform = `translateY(${(first + index) * ROW_HEIGHT}px)`;
      return drawn;
    }));
  }
  view.addEventListener("scroll", draw, { passive: true });
  requestAnimationFrame(draw);
  const head = element("div", { className: "row head" }, ...["Alert name", "Severity", "Status", "Device"].map((name) => element("span", {}, name)));
  return element("div", { className: "grid" }, head, view);
}

function storyRow(item) {
  const what = { Process: "Process", File: "File", User: "User", Ip: "IP address" }[item.entityType] || item.entityType;
  const name = item.fileName || item.userPrincipalName || item.ipAddress || "";
  const where = item.processCommandLine || item.filePath || "";
  return element("li", {},
    element("span", { className: "kind" }, what),
    element("span", { className: "what" }, element("b", {}, name), element("small", {}, where)),
    item.detectionStatus ? element("span", { className: `chip ${item.detectionStatus.toLowerCase()}` }, item.detectionStatus) : null);
}

function facts(pairs) {
  const list = element("dl");
  for (const [name, value] of pairs) if (value) list.append(element("dt", {}, name), element("dd", {}, String(value)));
  return list;
}

async function alertPage(id) {
  const alert = await load(`alert/${encodeURIComponent(id)}`);
  if (!alert) return [heading("You can't access this alert", id)];
  const related = alert.related.map((other) =>
    element("li", {}, element("a", { href: alertAddress(other.id) }, other.title), severity(other.severity)));
  return [
    heading(alert.title, severity(alert.severity), element("span", { className: "chip" }, alert.status), element("span", { className: "chip" }, alert.category)),
    element("div", { className: "columns" },
      element("div", {}, card("Alert story", element("ol", { className: "story" }, ...alert.evidence.map(storyRow)))),
      element("div", {},
        card("Alert details", facts([
          ["Alert ID", alert.id], ["Device", alert.computerDnsName],
          ["User", alert.relatedUser && `${alert.relatedUser.domainName}\\${alert.relatedUser.userName}`],
          ["Detection source", alert.detectionSource], ["Techniques", alert.mitreTechniques.join(", ")],
          ["First activity", moment(alert.firstEventTime)], ["Last update", moment(alert.lastUpdateTime)],
          ["Organization", alert.tenant], ["Incident", alert.incidentId]])),
        related.length ? card("Other alerts of this incident", element("ul", { className: "related" }, ...related)) : null)),
  ];
}

async function incidentPage(number) {
  const incident = await load(`incident/${encodeURIComponent(number)}`);
  if (!incident) return [heading("You can't access this incident", number)];
  return [heading(incident.title, `Incident ${incident.number}`, element("span", { className: "chip" }, `${incident.alerts.length} alerts`)),
    grid(incident.alerts, "Alerts of this incident")];
}

async function linksPage(count) {
  const ids = await load(`links/${count}`);
  return ids.map((id) => element("a", { href: alertAddress(id) }, id, " "));
}

async function content() {
  const [, area, part] = location.pathname.split("/").map(decodeURIComponent);
  const byAlert = new URLSearchParams(location.search).get("alertId");
  if ((area === "alerts" || area === "alert") && part) return alertPage(part);
  if (area === "alerts") return [heading("Alerts"), grid(await load("queue"), "Alerts queue")];
  if (area === "incidents" && part === "byalert" && byAlert) {
    const alert = await load(`alert/${encodeURIComponent(byAlert)}`);
    return incidentPage(alert ? alert.incidentId : 0);
  }
  if ((area === "incident2" || area === "incidents") && part) return incidentPage(part);
  if (area === "links") return linksPage(part);
  return [heading(area ? location.pathname : "Home")];
}

function frame(main) {
  const links = NAVIGATION.map(([name, address]) => {
    const link = element("a", { href: address }, name);
    if (address.split("/")[1] === location.pathname.split("/")[1]) link.setAttribute("aria-current", "page");
    return link;
  });
  return [
    element("div", { className: "bar" }, element("b", {}, "Simulated tenant"), element("span", {}, "Security portal for tests")),
    element("nav", { "aria-label": "Portal" }, ...links),
    main,
  ];
}

let drawing = 0;
async function show() {
  const mine = ++drawing;
  if (location.pathname === "/blank") {
    document.body.replaceChildren();
    return;
  }
  const parts = await content();
  // A slower answer must not paint over a newer page.
  if (mine !== drawing) return;
  const main = element("main", { tabindex: "-1" }, ...parts);
  document.body.replaceChildren(...frame(main));
  const title = main.querySelector("h1");
  document.title = `${title ? title.textContent : "Links"} - Simulated security portal`;
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState(null, "", link.getAttribute("href"));
});
// Whoever changes the address, the page follows: clicks here, and tests that call pushState or replaceState.
navigation.addEventListener("currententrychange", show);
show();
