import {
  CROSS_FAULT_PATIENTS,
  plantCrossFaults,
  type PlantedFinding,
} from '@sluice/test/fixtures/claim-cross-faults';
import { type PlantedProblem, plantRecordFaults } from '@sluice/test/fixtures/claim-faults';
import { claimMonthZip } from '@sluice/test/fixtures/claim-files';
import { CLAIM_FILES, makeClaimMonth } from '@sluice/test/fixtures/claim-month';

/** A file of the month and how many of its records must be found good, wrong and no data. */
export interface ExpectedFile {
  filename: string;
  valid: number;
  invalid: number;
  skipped: number;
}

export interface ClaimsOfAMonth {
  zip: Buffer;
  filename: string;
  files: ExpectedFile[];
  /** What stands against single records. */
  problems: PlantedProblem[];
  /** What stands between the files. */
  findings: PlantedFinding[];
  /** A patient whose name must come out as it went in. */
  patient: { hn: string; name: string };
}

/**
 * Makes up a month of a small hospital, always the same: 17 DBF files in windows-874 with a wrong record of every
 * kind and files that contradict each other.
 */
export async function makeClaims(): Promise<ClaimsOfAMonth> {
  const crossed = plantCrossFaults(makeClaimMonth({ patients: CROSS_FAULT_PATIENTS, seed: 68 }));
  const { month, problems, skipped } = plantRecordFaults(crossed.month);
  const files = CLAIM_FILES.map((file): ExpectedFile => {
    const invalid = problems.filter((problem) => problem.file === file && !problem.isWarning).length;
    const without = skipped[file] ?? 0;
    return {
      filename: `${file}${month.yymm}.DBF`,
      valid: month.records[file].length - invalid - without,
      invalid,
      skipped: without,
    };
  });
  const [{ HN = '', FNAME = '', LNAME = '' } = {}] = month.records.PAT;
  return {
    zip: await claimMonthZip(month),
    filename: `claims-${month.yymm}.zip`,
    files,
    problems,
    findings: crossed.findings,
    patient: { hn: HN, name: `${FNAME} ${LNAME}` },
  };
}
