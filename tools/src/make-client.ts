import { writeFile } from 'node:fs/promises';
import { CLIENT_TYPES, clientTypesOf } from './client-types';
import { runMain } from './run-main';
import { startStack } from './test-stack';

/** `npm run client`: makes the client's types anew from the document of an API of this clone. @returns the exit status */
async function main(): Promise<number> {
  const stack = await startStack({ workers: 0 });
  try {
    const [api] = stack.apis;
    const answer = await fetch(`${api?.url}/openapi.json`);
    await writeFile(CLIENT_TYPES, await clientTypesOf((await answer.json()) as object));
    console.log(`Made ${CLIENT_TYPES}`);
    return 0;
  } finally {
    await stack.stop();
  }
}

runMain(main);
