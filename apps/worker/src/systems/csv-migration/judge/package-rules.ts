import { daysBetween } from '@sluice/systems/csv-migration';
import { type RowRules, type RuleSetting, valueAt } from './row-rule';

export function packageRules({ slotOf, fail }: RuleSetting): RowRules {
  const [code, departure] = [slotOf('kode_paket'), slotOf('tanggal_berangkat')];
  const [back, duration] = [slotOf('tanggal_pulang'), slotOf('durasi_hari')];
  return {
    check: (verdict) => {
      const from = valueAt(verdict, departure);
      const to = valueAt(verdict, back);
      if (from === null || to === null) return;
      if (to < from) return fail('tanggal_pulang', `Tanggal pulang sebelum tanggal berangkat ${from}: ${to}`);
      const days = valueAt(verdict, duration);
      if (days === null) return;
      // The day of return is counted by some agencies and not by others.
      const nights = daysBetween(from, to);
      if (Number(days) !== nights && Number(days) !== nights + 1)
        fail('durasi_hari', `Durasi (hari) tidak sesuai dengan tanggal ${from} sampai ${to}: ${days}`);
    },
    identify: (verdict) => {
      verdict.keys.push(valueAt(verdict, code) as string);
    },
  };
}
