import { Foundation1763640000000 } from './migrations/1763640000000-foundation';
import { Omr1763640100000 } from './migrations/1763640100000-omr';
import { SendingTwice1763726400000 } from './migrations/1763726400000-sending-twice';
import { Uploads1763726500000 } from './migrations/1763726500000-uploads';
import { OmrImagesAndMoves1763726600000 } from './migrations/1763726600000-omr-images-and-moves';
import { ExpressLane1763726650000 } from './migrations/1763726650000-express-lane';
import { Revenue1763730000000 } from './migrations/1763730000000-revenue';
import { CsvMigration1763740000000 } from './migrations/1763740000000-csv-migration';
import { OnboardingReferences1763740100000 } from './migrations/1763740100000-onboarding-references';
import { Audience1763750000000 } from './migrations/1763750000000-audience';
import { Content1763760000000 } from './migrations/1763760000000-content';
import { Operator1763770000000 } from './migrations/1763770000000-operator';
import { Seeing1763770100000 } from './migrations/1763770100000-seeing';
import { UnreadJobs1795660800000 } from './migrations/1795660800000-unread-jobs';
import { ListCounts1795729800000 } from './migrations/1795729800000-list-counts';
import { Overview1795765875036 } from './migrations/1795765875036-overview';

/** Every migration, oldest first. A landed one is never edited: write a new one with `npm run db:new`. */
export const migrations = [
  Foundation1763640000000,
  Omr1763640100000,
  SendingTwice1763726400000,
  Uploads1763726500000,
  OmrImagesAndMoves1763726600000,
  ExpressLane1763726650000,
  Revenue1763730000000,
  CsvMigration1763740000000,
  OnboardingReferences1763740100000,
  Audience1763750000000,
  Content1763760000000,
  Operator1763770000000,
  Seeing1763770100000,
  UnreadJobs1795660800000,
  ListCounts1795729800000,
  Overview1795765875036,
];
