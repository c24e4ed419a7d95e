import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { buildStage, within } from './build-stage';
import { parseDockerfile } from './dockerfile';

const DOCKERFILE = `
ARG BASE=node:26
FROM \${BASE} AS build
WORKDIR /app
COPY one.txt two.txt texts/
RUN --mount=type=cache,target=/root/.npm cat texts/*.txt > both.txt
FROM \${BASE} AS image
WORKDIR /app
ENV NODE_ENV=production GREETING="good morning"
COPY --from=build /app/both.txt ./
COPY folder copied
RUN echo $GREETING > greeting.txt
USER 1000:1000
HEALTHCHECK --interval=5s CMD ["node", "-e", "process.exit(0)"]
CMD ["node", "main.js"]
`;

describe('building a stage in a folder', () => {
  let base: string;
  let context: string;

  before(() => {
    base = mkdtempSync(join(tmpdir(), 'sluice-build-stage-'));
    context = join(base, 'context');
    mkdirSync(join(context, 'folder'), { recursive: true });
    writeFileSync(join(context, '.dockerignore'), '**/*.log\nsecret.txt\n');
    for (const name of ['one', 'two', 'secret']) writeFileSync(join(context, `${name}.txt`), name);
    for (const name of ['kept.txt', 'noise.log']) writeFileSync(join(context, 'folder', name), name);
  });
  after(() => rmSync(base, { recursive: true, force: true }));

  const build = (text: string, work: string) => {
    const steps: string[] = [];
    const { stages } = parseDockerfile(text);
    const options = { context, work: join(base, work), onStep: (line: string) => void steps.push(line) };
    return { stage: buildStage(stages, stages.at(-1)?.name ?? '', options), steps };
  };

  it('copies, runs and sets what the Dockerfile says, and leaves out what is ignored', () => {
    const { stage, steps } = build(DOCKERFILE, 'first');
    expect(readdirSync(stage.root)).toEqual(['app']);
    expect(readdirSync(within(stage, '.')).sort()).toEqual(['both.txt', 'copied', 'greeting.txt']);
    expect(readFileSync(within(stage, '/app/both.txt'), 'utf8')).toBe('onetwo');
    expect(readFileSync(within(stage, 'greeting.txt'), 'utf8')).toBe('good morning\n');
    expect(readdirSync(within(stage, 'copied'))).toEqual(['kept.txt']);
    expect(stage.env).toEqual({ NODE_ENV: 'production', GREETING: 'good morning' });
    expect(steps.filter((line) => line.startsWith('build:'))).toHaveLength(2);
  });

  it('builds a stage once for all that say the same', () => {
    build(DOCKERFILE, 'shared');
    const { steps } = build(DOCKERFILE.replace('echo $GREETING', 'echo hello'), 'shared');
    expect(steps.filter((line) => line.startsWith('build:'))).toEqual([]);
    expect(steps.filter((line) => line.startsWith('image:'))).toHaveLength(3);
  });

  it('refuses what an engine would refuse, and what would reach out of the folder', () => {
    const copyOf = (source: string) => DOCKERFILE.replace('COPY folder copied', `COPY ${source} copied`);
    expect(() => build(copyOf('missing'), 'missing')).toThrow('COPY: there is no missing');
    expect(() => build(copyOf('secret.txt'), 'secret')).toThrow('COPY: there is no secret.txt');
    const running = (command: string) => DOCKERFILE.replace('echo $GREETING > greeting.txt', command);
    expect(() => build(running('false'), 'failing')).toThrow('RUN false failed');
    for (const command of ['rm -r /usr/local/lib', 'ls ../..', 'touch $HOME/x']) {
      expect(() => build(running(command), 'outside')).toThrow('would reach out of its folder');
    }
  });
});
