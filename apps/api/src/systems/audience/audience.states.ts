import { type Database } from '@sluice/kernel/db';
import { type SubjectLoader } from '@sluice/kernel/events';
import { AudienceUpload, audienceState } from '@sluice/systems/audience';
import { In } from 'typeorm';

/** States of uploads for those who listen or wait; who may see them was decided before. */
export function uploadStates(db: Database): SubjectLoader {
  return async (ids) => (await db.manager.findBy(AudienceUpload, { uploadId: In(ids) })).map(audienceState);
}
