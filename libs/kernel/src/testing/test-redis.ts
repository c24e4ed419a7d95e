import { randomBytes } from 'node:crypto';
import { testServers } from '../config';

/** The test runner's Redis. Share it under a {@link testPrefix} of your own. */
export function testRedisUrl(): string {
  return testServers().redisUrl;
}

/** A random key prefix, so that test files do not meet in the shared Redis. */
export function testPrefix(): string {
  return `test-${randomBytes(6).toString('hex')}`;
}
