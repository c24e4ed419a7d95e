import { addMonths, birthOfNik, jamaahKey } from '@sluice/systems/csv-migration';
import { resolvePackage, type RowRules, type RuleSetting, valueAt } from './row-rule';
import { type PackageReference, type RowVerdict } from './row-verdict';

/** "warning if < 6 months after departure" */
const PASSPORT_MONTHS = 6;

export function jamaahRules(setting: RuleSetting): RowRules {
  const packageSlot = setting.slotOf('paket_id');
  const checkPassport = passportCheck(setting);
  const checkBirth = birthCheck(setting);
  return {
    check: (verdict) => {
      checkPassport(verdict, resolvePackage(verdict, packageSlot, setting));
      checkBirth(verdict);
    },
    identify: identifyJamaah(setting, packageSlot),
  };
}

function identifyJamaah({ slotOf }: RuleSetting, packageSlot: number): (verdict: RowVerdict) => void {
  const [nik, email, telepon] = [slotOf('nik'), slotOf('email'), slotOf('telepon')];
  const [nama, key] = [slotOf('nama'), slotOf('dup_key')];
  return (verdict) => {
    const dupKey = jamaahKey({
      nik: valueAt(verdict, nik),
      email: valueAt(verdict, email),
      telepon: valueAt(verdict, telepon),
      nama: valueAt(verdict, nama) as string,
    });
    verdict.columns[key] = dupKey;
    verdict.keys.push(`${valueAt(verdict, packageSlot)}/${dupKey}`);
  };
}

function passportCheck({ slotOf, warn }: RuleSetting) {
  const [issued, expiry] = [slotOf('tanggal_terbit_paspor'), slotOf('masa_berlaku_paspor')];
  const neededUntil = new Map<string, string>();
  return (verdict: RowVerdict, booked: PackageReference | undefined): void => {
    const until = valueAt(verdict, expiry);
    if (until === null) return;
    if (booked) {
      let needed = neededUntil.get(booked.departure);
      if (needed === undefined) {
        needed = addMonths(booked.departure, PASSPORT_MONTHS);
        neededUntil.set(booked.departure, needed);
      }
      if (until < needed)
        warn(
          'masa_berlaku_paspor',
          `Masa berlaku paspor kurang dari 6 bulan setelah keberangkatan: ${until}`,
        );
    }
    const from = valueAt(verdict, issued);
    if (from !== null && from > until)
      warn('tanggal_terbit_paspor', `Tanggal terbit paspor setelah masa berlaku paspor: ${from}`);
  };
}

/** "digits 7–12 = DDMMYY, women DD+40: cross-check → warning" */
function birthCheck({ slotOf, warn, today }: RuleSetting) {
  const [nikSlot, birthSlot, genderSlot] = [slotOf('nik'), slotOf('tanggal_lahir'), slotOf('jenis_kelamin')];
  return (verdict: RowVerdict): void => {
    const birth = valueAt(verdict, birthSlot);
    if (birth !== null && birth > today) warn('tanggal_lahir', `Tanggal lahir di masa depan: ${birth}`);
    const nik = valueAt(verdict, nikSlot);
    if (nik === null) return;
    const gender = valueAt(verdict, genderSlot);
    const told = birthOfNik(nik);
    if (birth !== null && told.date !== birthDigits(birth))
      warn('nik', `NIK tidak sesuai dengan tanggal lahir ${birth}: ${nik}`);
    if (gender !== null && told.isWoman !== (gender === 'P'))
      warn('nik', `NIK tidak sesuai dengan jenis kelamin ${gender}: ${nik}`);
  };
}

/** DDMMYY as a number, of `YYYY-MM-DD`. */
function birthDigits(date: string): number {
  return digitPair(date, 8) * 10_000 + digitPair(date, 5) * 100 + digitPair(date, 2);
}

function digitPair(text: string, at: number): number {
  return (text.charCodeAt(at) - 0x30) * 10 + text.charCodeAt(at + 1) - 0x30;
}
