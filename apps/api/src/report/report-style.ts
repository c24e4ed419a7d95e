/**
 * The look of a report: a page of paper, on the screen as well. Colours are dark enough for print and told apart by
 * lightness too. No value ever stands in here.
 */
export const REPORT_STYLE = `
:root { --ink: #1b2430; --soft: #566171; --line: #d5dae1; --faint: #f4f6f8; --plain: #2f5d8c; --good: #2e7d5b;
  --bad: #b3382c; --warn: #c98a1b; --open: #9aa5b3; --pale: #e8ebef; }
* { box-sizing: border-box; }
html { background: #e9ecf0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
body { margin: 0; color: var(--ink); font: 14px/1.5 "Noto Sans", "Segoe UI", "Helvetica Neue", "Noto Sans Thai", Sarabun,
  "Leelawadee UI", Leelawadee, Tahoma, Arial, sans-serif; }
:lang(th) body, body:lang(th) { font-family: "Noto Sans Thai", Sarabun, "Leelawadee UI", Leelawadee, Tahoma, "Noto Sans",
  sans-serif; line-height: 1.65; }
main { max-width: 900px; margin: 32px auto; padding: 48px 56px 40px; background: #fff; border: 1px solid var(--line); }
header { border-top: 4px solid var(--plain); padding-top: 18px; }
.system { margin: 0; color: var(--soft); font-size: 12px; font-weight: 600; letter-spacing: .06em; }
h1 { margin: 4px 0 12px; font-size: 25px; line-height: 1.3; font-weight: 600; overflow-wrap: anywhere; }
h2 { margin: 40px 0 6px; padding-bottom: 6px; font-size: 17px; font-weight: 600; border-bottom: 1px solid var(--line); }
p { margin: 8px 0; }
.state { display: inline-block; margin: 0; padding: 2px 12px; border: 1px solid; border-radius: 3px; font-weight: 600;
  font-size: 13px; }
.state::first-letter { text-transform: uppercase; }
.state-good { color: var(--good); } .state-bad { color: var(--bad); } .state-warn { color: #8a5a06; }
.state-open, .state-plain, .state-pale { color: var(--soft); }
.notice { margin: 16px 0 0; padding: 8px 14px; border-left: 3px solid var(--bad); background: var(--faint);
  overflow-wrap: anywhere; white-space: pre-line; }
.facts { display: grid; grid-template-columns: repeat(3, 1fr); gap: 14px 28px; margin: 22px 0 0; }
dt { color: var(--soft); font-size: 12px; }
dd { margin: 0; overflow-wrap: anywhere; }
.facts div:first-child { grid-column: span 2; }
.figures { display: flex; flex-wrap: wrap; margin: 14px 0 0;
  border: 1px solid var(--line); }
.figures div { flex: 1 1 90px; padding: 12px 16px 10px; border-left: 1px solid var(--line); display: flex; flex-direction: column-reverse;
  justify-content: flex-end; }
.figures div:first-child { border-left: 0; }
.figures dd { font-size: 23px; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; white-space: nowrap; }
.text-good { color: var(--good); } .text-bad { color: var(--bad); } .text-warn { color: #8a5a06; }
.chart { display: grid; grid-template-columns: minmax(0, 1.35fr) minmax(0, 1fr); gap: 28px; align-items: start;
  margin: 16px 0 8px; break-inside: avoid; }
.chart svg[role] { max-width: 100%; height: auto; }
.chart.round { grid-template-columns: 190px minmax(0, 1fr); align-items: center; }
.chart .drawing { padding-top: 6px; }
svg text { font-size: 12px; fill: var(--ink); }
svg .small { font-size: 11px; fill: var(--soft); }
svg .middle { font-size: 26px; font-weight: 600; }
svg .axis { stroke: var(--line); stroke-width: 1; }
.fill-plain { fill: var(--plain); } .fill-good { fill: var(--good); } .fill-bad { fill: var(--bad); }
.fill-warn { fill: var(--warn); } .fill-open { fill: var(--open); } .fill-pale { fill: #a9c1d9; }
.line-plain { stroke: var(--plain); } .line-good { stroke: var(--good); } .line-bad { stroke: var(--bad); }
.line-warn { stroke: var(--warn); } .line-open { stroke: var(--open); } .line-pale { stroke: var(--pale); }
.legend { margin: 4px 0 0; color: var(--soft); font-size: 12px; } .legend span { margin-right: 18px; white-space: nowrap; }
.swatch { margin-right: 8px; }
table { width: 100%; border-collapse: collapse; margin: 14px 0 6px; font-size: 13px; }
caption { text-align: left; font-weight: 600; padding-bottom: 6px; }
.chart caption { color: var(--soft); font-size: 12px; font-weight: 400; }
th, td { padding: 5px 14px 5px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line);
  font-weight: 400; overflow-wrap: anywhere; unicode-bidi: isolate; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--soft); font-size: 12px; font-weight: 600; vertical-align: bottom;
  border-bottom: 1px solid var(--ink); overflow-wrap: normal; }
tfoot th, tfoot td { font-weight: 600; border-bottom: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.digits { white-space: normal; overflow-wrap: anywhere; }
.words { white-space: nowrap; }
td.value, th.value { white-space: pre-line; min-width: 6.5em; }
ul.plain { margin: 0; padding: 0; list-style: none; white-space: normal; }
ul.plain li { white-space: pre-line; }
ul.plain li + li { margin-top: 3px; }
.more, .nothing, .note { color: var(--soft); font-size: 12px; overflow-wrap: anywhere; }
code { font-family: "Noto Sans Mono", Consolas, "DejaVu Sans Mono", monospace; font-size: .92em; overflow-wrap: anywhere; }
footer { margin-top: 40px; padding-top: 10px; border-top: 1px solid var(--line); color: var(--soft); font-size: 12px; }
@media screen and (max-width: 760px) {
  main { margin: 0; padding: 24px 18px; border: 0; }
  .facts { grid-template-columns: repeat(2, 1fr); }
  .chart, .chart.round { grid-template-columns: 1fr; }
}
@page { size: A4; margin: 17mm 16mm 19mm; @bottom-right { content: counter(page) " / " counter(pages);
  font: 9pt "Noto Sans", Tahoma, Arial, sans-serif; color: #566171; } }
@media print {
  html { background: none; }
  body { font-size: 10pt; }
  main { max-width: none; margin: 0; padding: 0; border: 0; }
  .facts { gap: 9pt 14pt; } .figures dd { font-size: 15pt; } .figures div { padding: 8pt 10pt 6pt; }
  .chart { gap: 16pt; }
  h1 { font-size: 18pt; } h2 { font-size: 12.5pt; margin-top: 22pt; break-after: avoid; }
  table { font-size: 9pt; } th, td { padding-top: 3pt; padding-bottom: 3pt; }
  thead { display: table-header-group; } tfoot { display: table-row-group; }
  tr, .figures, .facts, .notice { break-inside: avoid; }
  caption, .more { break-after: avoid; } .more { break-before: avoid; break-after: auto; }
}
`;
