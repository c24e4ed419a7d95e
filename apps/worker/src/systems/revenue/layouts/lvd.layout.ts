import { type ClaimLayout, date, inOrder, number, required, text, time } from './layout.notation';

export const LVD: ClaimLayout = {
  table: 'LVD',
  title: 'การลากลับบ้านของผู้ป่วยใน',
  columns: [
    required('SEQLVD', text(3)),
    required('AN', text(15)),
    required('DATEOUT', date),
    required('TIMEOUT', time),
    required('DATEIN', date),
    required('TIMEIN', time),
    required('QTYDAY', number(3)),
  ],
  // The patient goes out first and comes in again later.
  rules: [inOrder(['DATEOUT', 'TIMEOUT'], ['DATEIN', 'TIMEIN'], 'end_before_start', true)],
};
