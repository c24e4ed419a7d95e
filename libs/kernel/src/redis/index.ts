export { connectRedis, duplicateRedis, onRedisLost, queuePrefix } from './connect-redis';
export { type RedisClient, type RedisConnection } from './connect-redis';
export { RedisFitness, type RedisFitnessOptions } from './redis-fitness';
