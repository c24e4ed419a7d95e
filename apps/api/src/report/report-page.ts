import { type Tone } from './charts';
import { type Html, html, type HtmlValue, trusted } from './html';
import { type Locale } from './locale';
import { REPORT_STYLE } from './report-style';

/** A number that is read first. */
export interface Figure {
  name: string;
  value: string;
  tone?: 'good' | 'bad' | 'warn';
}

export interface Section {
  heading: string;
  body: HtmlValue;
}

/** A report as data: what a system tells, and in which language. */
export interface Report {
  locale: Locale;
  /** What kind of work it was, such as `Answer sheets`. */
  system: string;
  /** Its name, such as the name of a file. */
  title: string;
  state: { name: string; tone: Tone };
  /** What stopped the whole. */
  notice?: string | null;
  facts: [name: string, value: HtmlValue][];
  figures: Figure[];
  sections: Section[];
}

/** To the letter as its hash in the policy has it. */
const STYLE = trusted(`<style>${REPORT_STYLE}</style>`);

/** The whole page: it needs nothing else, and prints on A4. */
export function reportPage(report: Report, now: Date): Html {
  const { locale, system, title, state, notice, facts, figures, sections } = report;
  const { language, words, formats } = locale;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <title>${title} – ${system}</title>
        ${STYLE}
      </head>
      <body>
        <main>
          <header>
            <p class="system">${system}</p>
            <h1><bdi>${title}</bdi></h1>
            <p class="state state-${state.tone}">${state.name}</p>
            ${notice && html`<p class="notice">${notice}</p>`}
            <dl class="facts">
              ${facts.map(
                ([name, value]) =>
                  html`<div>
                    <dt>${name}</dt>
                    <dd>${value}</dd>
                  </div>`,
              )}
            </dl>
          </header>
          <section>
            <h2>${words.figures}</h2>
            <dl class="figures">${figures.map(figureOf)}</dl>
          </section>
          ${sections.map(
            ({ heading, body }) =>
              html`<section>
                <h2>${heading}</h2>
                ${body}
              </section>`,
          )}
          <footer>${words.madeAt(formats.time(now))}</footer>
        </main>
      </body>
    </html>`;
}

function figureOf({ name, value, tone }: Figure): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd class="text-${tone ?? 'plain'}">${value}</dd>
  </div>`;
}

/** A chart and its numbers, side by side; of a chart that is round the numbers take the wider half. */
export function chartWithTable(chart: Html, numbers: Html, shape: 'even' | 'round' = 'even'): Html {
  return html`<div class="chart ${shape}">
    <div class="drawing">${chart}</div>
    <div>${numbers}</div>
  </div>`;
}
