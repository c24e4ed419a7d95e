import { type Fault } from '../fault';
import { API_FAULTS } from './api';
import { POSTGRES_FAULTS } from './postgres';
import { RACE_FAULTS } from './races';
import { REDIS_FAULTS } from './redis';
import { SURROUNDING_FAULTS } from './surroundings';
import { UPLOAD_FAULTS } from './uploads';
import { WORKER_FAULTS } from './workers';

/** Everything that goes wrong, in the order of the table. */
export const FAULTS: readonly Fault[] = [
  ...WORKER_FAULTS,
  ...API_FAULTS,
  ...UPLOAD_FAULTS,
  ...REDIS_FAULTS,
  ...POSTGRES_FAULTS,
  ...RACE_FAULTS,
  ...SURROUNDING_FAULTS,
];
