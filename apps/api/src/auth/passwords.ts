import { Algorithm, hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; about 20 ms. */
const PARAMETERS = { algorithm: Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashing runs on Node's four pool threads, where files are read and written too: half stays free. */
const MAX_HASHES_AT_ONCE = 2;

const gate = pLimit(MAX_HASHES_AT_ONCE);

/** Takes the time of a verification where there is no user to verify. */
const nobodysHash = hash('the password of nobody', PARAMETERS);

export function hashPassword(password: string): Promise<string> {
  return gate(() => hash(password, PARAMETERS));
}

/**
 * Whether the password fits; takes as long for nobody (`undefined`) as for a user. `isStillWanted` is asked
 * when the turn has come, just before the costly part: what it throws is thrown, and nothing is hashed.
 */
export function verifyPassword(
  passwordHash: string | undefined,
  password: string,
  isStillWanted: () => Promise<void>,
): Promise<boolean> {
  return gate(async () => {
    await isStillWanted();
    const fits = await verify(passwordHash ?? (await nobodysHash), password);
    return fits && passwordHash !== undefined;
  });
}
