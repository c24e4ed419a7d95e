import { type paths } from '@sluice/client';

export type ImportType = 'jamaah' | 'payment' | 'package';

/** One field of an import, in the API's own language. */
export interface ImportField {
  name: string;
  label: string;
  isRequired: boolean;
  /** What its values must look like. */
  expected: string;
}

type ListPath = `/api/v1/onboarding/${'jamaah' | 'payments' | 'packages'}`;
type Body<Path extends ListPath> = paths[Path]['get']['responses'][200]['content']['application/json'];
type Recorded =
  'id' | 'tenant_id' | 'migration_job_id' | 'row_number' | 'version' | 'created_at' | 'updated_at';
type NamesIn<List> = List extends { data: (infer One)[] } ? Exclude<keyof One, Recorded> & string : never;
/** Label and expected format; required ones have a third. The compiler sees a field that the API has not, or that is missing. */
type Table<List> = Record<NamesIn<List>, readonly [string, string, 'required'?]>;

const DATE = 'Tanggal YYYY-MM-DD atau DD/MM/YYYY';
const PHONE = 'Nomor telepon Indonesia 9–15 digit, diawali 08, 62 atau +62';
const AMOUNT = 'Angka minimal 0, contoh: 1500000 atau Rp 1.500.000,00';
const PACKAGE = 'UUID atau kode_paket dari paket yang sudah ada';
const CURRENCY = 'Salah satu dari: IDR, USD, SAR';
const upTo = (most: number) => `Teks, maksimal ${most} karakter`;

const JAMAAH: Table<Body<'/api/v1/onboarding/jamaah'>> = {
  nama: ['Nama', '2–100 karakter', 'required'],
  email: ['Email', 'Alamat email, contoh: nama@email.com'],
  telepon: ['Telepon', PHONE],
  paket_id: ['Paket', PACKAGE, 'required'],
  nik: ['NIK', '16 digit angka'],
  no_paspor: ['Nomor paspor', '1–2 huruf besar diikuti 6–7 digit, contoh: C1234567'],
  tanggal_terbit_paspor: ['Tanggal terbit paspor', DATE],
  masa_berlaku_paspor: ['Masa berlaku paspor', DATE],
  kota_paspor: ['Kota paspor', upTo(100)],
  tempat_lahir: ['Tempat lahir', upTo(100)],
  tanggal_lahir: ['Tanggal lahir', DATE],
  jenis_kelamin: ['Jenis kelamin', 'Salah satu dari: L, P'],
  title: ['Title', 'Salah satu dari: TUAN, NYONYA, NONA'],
  nama_ayah: ['Nama ayah', upTo(100)],
  kewarganegaraan: ['Kewarganegaraan', 'Salah satu dari: WNI, WNA'],
  status_pernikahan: [
    'Status pernikahan',
    'Salah satu dari: belum_menikah, menikah, cerai_hidup, cerai_mati, janda_duda',
  ],
  pendidikan: ['Pendidikan', upTo(50)],
  pekerjaan: ['Pekerjaan', upTo(100)],
  golongan_darah: ['Golongan darah', 'Salah satu dari: A, B, AB, O, A+, A-, B+, B-, AB+, AB-, O+, O-'],
  alamat: ['Alamat', upTo(500)],
  provinsi: ['Provinsi', upTo(100)],
  kabupaten: ['Kabupaten', upTo(100)],
  kecamatan: ['Kecamatan', upTo(100)],
  kelurahan: ['Kelurahan', upTo(100)],
  kode_pos: ['Kode pos', '5 digit angka'],
  nama_mahram: ['Nama mahram', upTo(100)],
  hubungan_mahram: ['Hubungan mahram', upTo(50)],
  kontak_darurat_nama: ['Nama kontak darurat', upTo(100)],
  kontak_darurat_telepon: ['Telepon kontak darurat', PHONE],
  jenis_kamar: ['Jenis kamar', 'Salah satu dari: QUAD, TRIPLE, DOUBLE, SINGLE'],
  ukuran_baju: ['Ukuran baju', upTo(20)],
  no_bpjs: ['Nomor BPJS', '11 atau 13 digit angka'],
  catatan: ['Catatan', upTo(1000)],
};

const PAYMENT: Table<Body<'/api/v1/onboarding/payments'>> = {
  jamaah_id: ['Jamaah', 'UUID, NIK atau email jamaah yang sudah diimpor', 'required'],
  jumlah: ['Jumlah', 'Angka lebih dari 0, contoh: 1500000 atau Rp 1.500.000,00', 'required'],
  tanggal_bayar: ['Tanggal bayar', `${DATE}, tidak di masa depan`, 'required'],
  metode_pembayaran: ['Metode pembayaran', 'Salah satu dari: transfer, tunai, kartu, qris, virtual_account'],
  jenis_pembayaran: ['Jenis pembayaran', 'Salah satu dari: dp, cicilan, pelunasan, refund'],
  mata_uang: ['Mata uang', CURRENCY],
  paket_id: ['Paket', PACKAGE],
  no_kwitansi: ['Nomor kwitansi', upTo(50)],
  bank: ['Bank', upTo(50)],
  no_referensi: ['Nomor referensi', upTo(100)],
  status: ['Status', 'Salah satu dari: pending, verified, rejected'],
  keterangan: ['Keterangan', upTo(1000)],
};

const PACKAGES: Table<Body<'/api/v1/onboarding/packages'>> = {
  kode_paket: ['Kode paket', '3–30 karakter: huruf besar, angka atau tanda hubung', 'required'],
  nama_paket: ['Nama paket', upTo(150), 'required'],
  harga: ['Harga', AMOUNT, 'required'],
  tanggal_berangkat: ['Tanggal berangkat', DATE, 'required'],
  tanggal_pulang: ['Tanggal pulang', `${DATE}, tidak sebelum tanggal_berangkat`],
  durasi_hari: ['Durasi (hari)', 'Bilangan bulat 1–60, sesuai tanggal_berangkat dan tanggal_pulang'],
  kuota: ['Kuota', 'Bilangan bulat minimal 1'],
  jenis: ['Jenis', 'Salah satu dari: umrah, umrah_plus, haji_khusus'],
  mata_uang: ['Mata uang', CURRENCY],
  maskapai: ['Maskapai', upTo(100)],
  bandara: ['Bandara', upTo(100)],
  hotel_makkah: ['Hotel Makkah', upTo(150)],
  hotel_madinah: ['Hotel Madinah', upTo(150)],
  bintang_makkah: ['Bintang hotel Makkah', 'Bilangan bulat 1–5'],
  bintang_madinah: ['Bintang hotel Madinah', 'Bilangan bulat 1–5'],
  harga_quad: ['Harga quad', AMOUNT],
  harga_triple: ['Harga triple', AMOUNT],
  harga_double: ['Harga double', AMOUNT],
  status: ['Status', 'Salah satu dari: aktif, nonaktif, penuh'],
  deskripsi: ['Deskripsi', upTo(2000)],
};

const FIELDS: Readonly<Record<ImportType, readonly ImportField[]>> = {
  jamaah: fieldsOf(JAMAAH),
  payment: fieldsOf(PAYMENT),
  package: fieldsOf(PACKAGES),
};

/** The fields of an import, in the order of its template. */
export function importFields(type: ImportType): readonly ImportField[] {
  return FIELDS[type];
}

function fieldsOf(table: Record<string, readonly [string, string, 'required'?]>): ImportField[] {
  return Object.entries(table).map(([name, [label, expected, required]]) => ({
    name,
    label,
    expected,
    isRequired: required !== undefined,
  }));
}
