import { type SystemName } from '../system-names';
import { audience } from './audience';
import { content } from './content';
import { migration } from './migration';
import { omr } from './omr';
import { revenue } from './revenue';
import { type System } from './system';

/** What the command knows of each system. */
export const SYSTEMS: Readonly<Record<SystemName, System>> = { omr, revenue, migration, audience, content };
