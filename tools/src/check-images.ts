import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildImage, type Image, setWritable } from './images/image';
import { describeImage, faultsOf } from './images/inspect-image';
import { type Lock } from './images/locked-packages';
import { tryImages } from './images/try-images';
import { watchInterruption } from './interruption';
import { CLONE_ROOT } from './paths';
import { runMain } from './run-main';
import { startServices } from './services';
import { createTempData } from './temp-data';

/**
 * `npm run images:check`: does what the Dockerfiles say, without an engine, in folders; looks at what came out; runs it
 * against a Postgres and a Redis of its own. @returns the exit status
 */
async function main(): Promise<number> {
  const interruption = watchInterruption(say);
  const temp = await createTempData();
  const work = join(temp.path, 'images');
  try {
    mkdirSync(work);
    const startedAt = Date.now();
    const images: Image[] = [];
    for (const name of ['api', 'worker']) {
      say(`Dockerfile.${name}`);
      images.push(buildImage(name, { context: CLONE_ROOT, work, onStep: (line) => say(`  ${line}`) }));
      interruption.check();
    }
    say(`Built in ${Math.round((Date.now() - startedAt) / 1000)} s with Node ${process.versions.node}`);
    const [api, worker] = images as [Image, Image];
    const faults = images.flatMap(inspected);
    if (faults.length > 0) return 1;
    say('\nWith the settings of production:');
    const services = await startServices({ dataDir: temp.path, durable: false, say, given: {} });
    try {
      await tryImages(api, worker, { services, filesDir: join(temp.path, 'files'), say });
    } finally {
      await services.stop();
    }
    return Number(process.exitCode ?? 0);
  } finally {
    setWritable(work, true);
    temp.remove();
  }
}

/** Tells people what is in an image. @returns what is wrong with it */
function inspected(image: Image): string[] {
  const lockFile = readFileSync(join(CLONE_ROOT, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(lockFile) as { packages: Lock };
  const faults = faultsOf(image, packages);
  say(`\nsluice-${image.name}`);
  for (const line of [...describeImage(image), ...faults.map((fault) => `WRONG: ${fault}`)]) say(`  ${line}`);
  return faults;
}

function say(line: string): void {
  console.log(line);
}

runMain(main);
