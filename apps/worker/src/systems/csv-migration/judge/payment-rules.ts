import { jamaahKindOf, receiptKey, transferKey } from '@sluice/systems/csv-migration';
import { resolvePackage, type RowRules, type RuleSetting, valueAt } from './row-rule';

export function paymentRules(setting: RuleSetting): RowRules {
  const { slotOf } = setting;
  const [jamaah, booked] = [slotOf('jamaah_id'), slotOf('paket_id')];
  const [receipt, bank, transfer] = [slotOf('no_kwitansi'), slotOf('bank'), slotOf('no_referensi')];
  const [receiptKeySlot, transferKeySlot] = [slotOf('kwitansi_key'), slotOf('referensi_key')];
  return {
    check: (verdict) => {
      const written = valueAt(verdict, jamaah);
      verdict.jamaahKind = written === null ? null : (jamaahKindOf(written) ?? null);
      resolvePackage(verdict, booked, setting);
    },
    identify: (verdict) => {
      const keys = [
        receiptKey(valueAt(verdict, receipt)),
        transferKey(valueAt(verdict, bank), valueAt(verdict, transfer)),
      ] as const;
      [verdict.columns[receiptKeySlot], verdict.columns[transferKeySlot]] = keys;
      for (const key of keys) if (key !== null) verdict.keys.push(key);
    },
  };
}
