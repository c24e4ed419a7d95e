export { createTestDatabase, type TestDatabase } from './test-database';
export { testPrefix, testRedisUrl } from './test-redis';
export { eventually } from './eventually';
export { TcpSwitch } from './tcp-switch';
