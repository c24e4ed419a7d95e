import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { parser } from '@prometheus-io/lezer-promql';
import { expect } from 'expect';
import { parse } from 'yaml';

/** The project's root: this file runs from test/dist. */
const ROOT = resolve(__dirname, '../..');
const FOLDER = join(ROOT, 'deploy/observability');
const OPERATIONS = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');

/** Metrics that Prometheus or prom-client make themselves. */
const GIVEN = /^(up|process_\w+|nodejs_\w+)$/;

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary?: string; runbook?: string };
}

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { h: number; w: number; x: number; y: number };
  datasource?: { uid: string };
  targets?: { refId: string; expr: string; datasource: { uid: string } }[];
  fieldConfig?: { defaults: { unit?: string } };
}

interface Dashboard {
  title: string;
  uid: string;
  schemaVersion: number;
  id?: number;
  templating: { list: { name: string; type: string; query: unknown }[] };
  panels: Panel[];
}

const rulesText = readFileSync(join(FOLDER, 'sluice-alerts.yaml'), 'utf8');
const rules = (parse(rulesText) as { groups: { name: string; rules: Rule[] }[] }).groups.flatMap(
  ({ rules: group }) => group,
);
const dashboard = JSON.parse(readFileSync(join(FOLDER, 'sluice-dashboard.json'), 'utf8')) as Dashboard;
const panels = dashboard.panels.filter(({ type }) => type !== 'row');

/** Metrics of the table in docs/operations.md; that these are those of the programs, test/e2e/seeing tells. */
const documented = new Map(
  [...OPERATIONS.matchAll(/^\| `((?:sluice|http)_\w+)`\s*\| (\w+)/gm)].map(([, name, type]) => [name, type]),
);

/** Series of a metric, as expressions name them. */
function isKnown(series: string): boolean {
  if (GIVEN.test(series)) return true;
  const histogram = series.replace(/_(bucket|count|sum)$/, '');
  return histogram === series ? documented.has(series) : documented.get(histogram) === 'histogram';
}

/** What an expression asks for. @throws Error when it does not parse */
function seriesOf(expression: string): string[] {
  // Grafana puts values in before Prometheus sees it.
  const text = expression.replaceAll('$queue', 'omr');
  const series: string[] = [];
  parser.parse(text).iterate({
    enter(node) {
      if (node.type.isError) throw new Error(`Not PromQL at ${node.from}: ${expression}`);
      if (node.name !== 'VectorSelector') return;
      const name = node.node.getChild('Identifier');
      if (name) series.push(text.slice(name.from, name.to));
    },
  });
  return series;
}

/** As GitHub makes an anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

describe('docs/operations.md', () => {
  it('links to its own headings that are there', () => {
    const headings = [...OPERATIONS.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      anchorOf(heading as string),
    );
    const links = [...OPERATIONS.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor as string);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });
});

describe('the alert rules', () => {
  it('ask for metrics that there are, in expressions that parse', () => {
    for (const { alert, expr } of rules) {
      const series = seriesOf(expr);
      expect([alert, series.length > 0, series.filter((name) => !isKnown(name))]).toEqual([alert, true, []]);
    }
  });

  it('know a wrong expression and an unknown metric when they see one', () => {
    expect(() => seriesOf('sum by (queue (sluice_workers)')).toThrow('Not PromQL');
    expect(seriesOf('rate(sluice_nothing_total[5m]) > on (queue) sluice_workers')).toEqual([
      'sluice_nothing_total',
      'sluice_workers',
    ]);
    expect(['sluice_nothing_total', 'sluice_workers_count', 'sluice_workers'].map(isKnown)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('have names of their own, a severity and a summary', () => {
    const names = rules.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    for (const { labels, annotations } of rules) {
      expect(labels.severity).toMatch(/^(critical|warning|info)$/);
      expect(annotations.summary).toEqual(expect.any(String));
    }
  });

  it('name what to do, under a heading that is there and names them', () => {
    const [, section = ''] = /^## What to do when…\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(OPERATIONS) ?? [];
    const parts = section.split(/^### /m).slice(1);
    const help = new Map(parts.map((part) => [anchorOf(part.split('\n')[0] as string), part]));
    for (const { alert, annotations } of rules) {
      const [file, anchor = ''] = (annotations.runbook ?? '').split('#');
      expect([alert, file]).toEqual([alert, 'docs/operations.md']);
      expect([alert, anchor, help.get(anchor)?.includes(`\`${alert}\``)]).toEqual([alert, anchor, true]);
    }
    const told = [...section.matchAll(/`(Sluice\w+)`/g)].map(([, name]) => name as string);
    expect(told.filter((name) => !rules.some(({ alert }) => alert === name))).toEqual([]);
  });

  const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
  it('fire when they should, by promtool', { skip: !hasPromtool && 'promtool is not installed' }, () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'sluice-alerts.test.yaml'], {
      cwd: FOLDER,
      encoding: 'utf8',
    });
    expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
  });
});

describe('the dashboard', () => {
  it('can be imported: it has a version of its form, a name, and asks for its Prometheus', () => {
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(36);
    expect([dashboard.title, dashboard.uid]).toEqual(['Sluice', expect.stringMatching(/^[\w-]{1,40}$/)]);
    expect(dashboard.id).toBeUndefined();
    const [datasource] = dashboard.templating.list;
    expect(datasource).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
    for (const { datasource: of, targets = [] } of panels) {
      for (const uid of [of, ...targets.map((target) => target.datasource)].map((one) => one?.uid))
        expect(uid).toBe('${datasource}');
    }
  });

  it('has rows of panels, each with an id, a place and a unit of its own', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const titles = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(titles).toEqual([
      'Overview',
      'Queues',
      'Jobs',
      'HTTP',
      'Workers',
      'Postgres, Redis and the store',
      'Chain',
    ]);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
    for (const { fieldConfig } of panels) expect(fieldConfig?.defaults.unit).toEqual(expect.any(String));
  });

  it('asks for metrics that there are, in expressions that parse', () => {
    for (const { title, targets = [] } of panels) {
      expect([title, targets.length > 0]).toEqual([title, true]);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      const series = targets.flatMap(({ expr }) => seriesOf(expr));
      expect([title, series.length > 0, series.filter((name) => !isKnown(name))]).toEqual([title, true, []]);
    }
  });

  it('shows every metric of ours', () => {
    const shown = panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => seriesOf(expr)));
    const names = new Set(
      shown.map((name) => (documented.has(name) ? name : name.replace(/_(bucket|count|sum)$/, ''))),
    );
    expect([...documented.keys()].filter((name) => !names.has(name as string))).toEqual([]);
  });
});
