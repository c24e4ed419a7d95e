import { type ClaimTable } from '@sluice/systems/revenue';
import { ADP } from './adp.layout';
import { AER } from './aer.layout';
import { CHA } from './cha.layout';
import { CHT } from './cht.layout';
import { DRU } from './dru.layout';
import { IDX } from './idx.layout';
import { INS } from './ins.layout';
import { IOP } from './iop.layout';
import { IPD } from './ipd.layout';
import { IRF } from './irf.layout';
import { LABFU } from './labfu.layout';
import { type ClaimLayout } from './layout.notation';
import { LVD } from './lvd.layout';
import { ODX } from './odx.layout';
import { OOP } from './oop.layout';
import { OPD } from './opd.layout';
import { ORF } from './orf.layout';
import { PAT } from './pat.layout';

export { bindLayout, positionsIn, type BindOptions, type BoundLayout, type RowJudge } from './bind-layout';
export { monthWarning } from './file-month';
export { type ClaimLayout, type LayoutColumn } from './layout.notation';
export { PROBLEM_CODES, type Problem, type ProblemCode, type ReportProblem } from './problems';

const LAYOUTS: Record<ClaimTable, ClaimLayout> = {
  INS, PAT, OPD, ORF, ODX, OOP, IPD, IRF, IDX, IOP, CHT, CHA, AER, ADP, LVD, DRU, LABFU,
}; // prettier-ignore

/** The layout of a claim file. */
export function layoutOf(claimTable: ClaimTable): ClaimLayout {
  return LAYOUTS[claimTable];
}
