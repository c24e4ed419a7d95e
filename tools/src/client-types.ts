import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { format } from 'prettier';
import { CLONE_ROOT } from './paths';

/** Where the client's types of the API lie. */
export const CLIENT_TYPES = join(CLONE_ROOT, 'libs/client/src/schema.ts');

const HEAD = `/**
 * Every route of the API with what it takes and answers, made from /openapi.json by \`npm run client\`. A test compares
 * it with the document of a running API; nobody edits it.
 */
`;

/** The types of an OpenAPI document, as they lie in {@link CLIENT_TYPES}. */
export async function clientTypesOf(document: object): Promise<string> {
  const nodes = await openapiTS(document as Parameters<typeof openapiTS>[0], { alphabetize: true });
  return format(HEAD + astToString(nodes), { parser: 'typescript', printWidth: 110, singleQuote: true });
}
