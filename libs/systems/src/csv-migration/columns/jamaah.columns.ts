import {
  choice,
  date,
  email,
  form,
  longText,
  type MigrationColumn,
  nik,
  optional,
  packageReference,
  phone,
  required,
  text,
} from './column.notation';
import { BLOOD_GROUPS, CITIZENSHIPS, GENDERS, MARITAL_STATUSES, ROOMS, TITLES } from './jamaah.choices';

/** Indonesian passports: one or two letters and six or seven digits. */
const PASSPORT = /^[A-Z]{1,2}\d{6,7}$/;

/** Pilgrims. The order of required ones is that of messages, the order of all that of the template. */
// prettier-ignore
export const JAMAAH_COLUMNS: readonly MigrationColumn[] = [
  required('nama', 'Nama', text(2, 100), {
    synonyms: [
      'Nama Lengkap', 'Nama Jamaah', 'Nama Jemaah', 'Nama Lengkap Jamaah', 'Nama Lengkap Jemaah',
      'Nama Peserta', 'Nama sesuai KTP', 'Nama sesuai Paspor', 'Nama di Paspor', 'Jamaah', 'Jemaah', 'Name',
      'Full Name', 'Fullname', 'Passenger Name', 'Pilgrim', 'Pilgrim Name', 'Customer Name',
    ],
    example: 'Ahmad Rizki',
  }),
  optional('email', 'Email', email, {
    synonyms: ['E-mail', 'Surel', 'Alamat Email', 'Alamat Surel', 'Email Jamaah', 'Email Address', 'Mail'],
    example: 'ahmad.rizki@email.com',
  }),
  optional('telepon', 'Telepon', phone, {
    synonyms: [
      'No HP', 'HP', 'Nomor HP', 'No Handphone', 'Nomor Handphone', 'Handphone', 'No Telepon',
      'Nomor Telepon', 'No Telp', 'Telp', 'Tlp', 'No Tlp', 'Telpon', 'No Telpon', 'Nomor Telpon', 'WhatsApp',
      'No WhatsApp', 'Nomor WhatsApp', 'WA', 'No WA', 'Nomor WA', 'No HP/WhatsApp', 'No HP/WA', 'HP/WA',
      'Ponsel', 'No Ponsel', 'Nomor Ponsel', 'Kontak', 'No Kontak', 'Phone', 'Phone Number', 'Phone No',
      'Mobile', 'Mobile Phone', 'Mobile Number', 'Cell Phone', 'Telephone', 'Tel',
    ],
    example: '081234567890',
  }),
  required('paket_id', 'Paket', packageReference, {
    synonyms: [
      'Paket', 'Kode Paket', 'ID Paket', 'Paket Umrah', 'Paket Umroh', 'Paket Kode', 'Package', 'Package ID',
      'Package Code', 'Code Package',
    ],
    example: 'UMRAH-REG-01',
  }),
  optional('nik', 'NIK', nik, {
    synonyms: [
      'KTP', 'No KTP', 'Nomor KTP', 'No NIK', 'Nomor NIK', 'NIK KTP', 'No NIK/KTP', 'NIK/KTP', 'KTP/NIK',
      'Nomor Induk Kependudukan', 'No Induk Kependudukan', 'No Identitas', 'Nomor Identitas', 'ID Card',
      'ID Number', 'National ID', 'Identity Number',
    ],
    example: '3201011505850001',
  }),
  optional('no_paspor', 'Nomor paspor', form(PASSPORT), {
    synonyms: [
      'Paspor', 'Nomor Paspor', 'No Passport', 'Nomor Passport', 'Passport', 'Passport No', 'Passport Number',
    ],
    expected: '1–2 huruf besar diikuti 6–7 digit, contoh: C1234567',
    example: 'C1234567',
  }),
  optional('tanggal_terbit_paspor', 'Tanggal terbit paspor', date, {
    synonyms: [
      'Tgl Terbit Paspor', 'Tanggal Terbit', 'Tgl Terbit', 'Terbit Paspor', 'Tanggal Dikeluarkan',
      'Tgl Dikeluarkan Paspor', 'Tanggal Dikeluarkan Paspor', 'Tanggal Terbit Passport',
      'Passport Issue Date', 'Passport Issued', 'Date of Issue', 'Issue Date', 'Issued Date',
    ],
    example: '2024-03-01',
  }),
  optional('masa_berlaku_paspor', 'Masa berlaku paspor', date, {
    synonyms: [
      'Masa Berlaku', 'Berlaku Sampai', 'Berlaku Hingga', 'Paspor Berlaku Sampai', 'Tanggal Habis Paspor',
      'Tgl Habis Paspor', 'Tanggal Expired Paspor', 'Tgl Expired Paspor', 'Expired Paspor', 'Paspor Expired',
      'Tanggal Kadaluarsa Paspor', 'Tanggal Kedaluwarsa Paspor', 'Expired', 'Exp Paspor',
      'Masa Berlaku Passport', 'Passport Expiry', 'Passport Expiry Date', 'Passport Expiration',
      'Passport Expiration Date', 'Passport Expired', 'Date of Expiry', 'Expiry Date', 'Expiration Date',
      'Valid Until',
    ],
    example: '2034-03-01',
  }),
  optional('kota_paspor', 'Kota paspor', text(1, 100), {
    synonyms: [
      'Kota Terbit Paspor', 'Tempat Terbit Paspor', 'Kota Penerbit Paspor', 'Kantor Imigrasi', 'Kanim',
      'Imigrasi', 'Tempat Dikeluarkan', 'Tempat Dikeluarkan Paspor', 'Issuing Office', 'Place of Issue',
      'Passport Issue Place',
    ],
    example: 'Bogor',
  }),
  optional('tempat_lahir', 'Tempat lahir', text(1, 100), {
    synonyms: [
      'Tmp Lahir', 'Tmpt Lahir', 'Kota Lahir', 'Kelahiran', 'Birth Place', 'Birthplace', 'Place of Birth',
      'POB',
    ],
    example: 'Bogor',
  }),
  optional('tanggal_lahir', 'Tanggal lahir', date, {
    synonyms: [
      'Tgl Lahir', 'Tgl Lhr', 'Tanggal Kelahiran', 'Birth Date', 'Birthdate', 'Birthday', 'Date of Birth',
      'DOB',
    ],
    example: '1985-05-15',
  }),
  optional('jenis_kelamin', 'Jenis kelamin', choice(GENDERS), {
    synonyms: ['JK', 'L/P', 'Kelamin', 'Jns Kelamin', 'Jenis Kel', 'Gender', 'Sex'],
    example: 'L',
  }),
  optional('title', 'Title', choice(TITLES), {
    synonyms: ['Titel', 'Sapaan', 'Panggilan', 'Salutation', 'Gelar'],
    example: 'TUAN',
  }),
  optional('nama_ayah', 'Nama ayah', text(1, 100), {
    synonyms: [
      'Ayah', 'Ayah Kandung', 'Nama Ayah Kandung', 'Nama Bapak', 'Bin', 'Bin/Binti', 'Father', 'Father Name',
      "Father's Name",
    ],
    example: 'Hasan Basri',
  }),
  optional('kewarganegaraan', 'Kewarganegaraan', choice(CITIZENSHIPS), {
    synonyms: ['Warga Negara', 'WN', 'Kebangsaan', 'Citizenship', 'Nationality'],
    example: 'WNI',
  }),
  optional('status_pernikahan', 'Status pernikahan', choice(MARITAL_STATUSES), {
    synonyms: [
      'Status Nikah', 'Status Kawin', 'Status Perkawinan', 'Pernikahan', 'Marital Status', 'Marriage Status',
    ],
    example: 'menikah',
  }),
  optional('pendidikan', 'Pendidikan', text(1, 50), {
    synonyms: ['Pendidikan Terakhir', 'Tingkat Pendidikan', 'Education', 'Last Education'],
    example: 'S1',
  }),
  optional('pekerjaan', 'Pekerjaan', text(1, 100), {
    synonyms: ['Profesi', 'Kerja', 'Jabatan', 'Job', 'Occupation', 'Profession'],
    example: 'Wiraswasta',
  }),
  optional('golongan_darah', 'Golongan darah', choice(BLOOD_GROUPS), {
    synonyms: ['Gol Darah', 'Goldar', 'Gol. Drh', 'Blood Type', 'Blood Group', 'Blood'],
    example: 'O',
  }),
  optional('alamat', 'Alamat', longText(500), {
    synonyms: [
      'Alamat Lengkap', 'Alamat Rumah', 'Alamat KTP', 'Alamat Domisili', 'Alamat Tinggal', 'Address',
      'Home Address', 'Street',
    ],
    example: 'Jl. Merdeka No. 10 RT 01 RW 02',
  }),
  optional('provinsi', 'Provinsi', text(1, 100), {
    synonyms: ['Propinsi', 'Prov', 'Province', 'State'],
    example: 'Jawa Barat',
  }),
  optional('kabupaten', 'Kabupaten', text(1, 100), {
    synonyms: [
      'Kab', 'Kota', 'Kabupaten/Kota', 'Kab/Kota', 'Kota/Kabupaten', 'Kota/Kab', 'City', 'Regency',
      'Regency/City',
    ],
    example: 'Kota Bogor',
  }),
  optional('kecamatan', 'Kecamatan', text(1, 100), {
    synonyms: ['Kec', 'District', 'Subdistrict'],
    example: 'Bogor Tengah',
  }),
  optional('kelurahan', 'Kelurahan', text(1, 100), {
    synonyms: ['Kel', 'Desa', 'Kelurahan/Desa', 'Desa/Kelurahan', 'Kel/Desa', 'Village'],
    example: 'Pabaton',
  }),
  optional('kode_pos', 'Kode pos', form(/^\d{5}$/), {
    synonyms: ['Kodepos', 'KD Pos', 'Pos', 'Postal Code', 'Postcode', 'Zip', 'Zip Code'],
    expected: '5 digit angka',
    example: '16121',
  }),
  optional('nama_mahram', 'Nama mahram', text(1, 100), {
    synonyms: ['Mahram', 'Muhrim', 'Nama Muhrim', 'Mahrom', 'Nama Mahrom', 'Mahram Name'],
    example: '',
  }),
  optional('hubungan_mahram', 'Hubungan mahram', text(1, 50), {
    synonyms: [
      'Hubungan', 'Status Mahram', 'Hub Mahram', 'Hubungan Muhrim', 'Hubungan Mahrom', 'Mahram Relation',
      'Relation', 'Relationship',
    ],
    example: '',
  }),
  optional('kontak_darurat_nama', 'Nama kontak darurat', text(1, 100), {
    synonyms: [
      'Nama Kontak Darurat', 'Kontak Darurat', 'Nama Keluarga', 'Nama Darurat', 'Emergency Contact',
      'Emergency Contact Name', 'Emergency Name',
    ],
    example: 'Siti Aminah',
  }),
  optional('kontak_darurat_telepon', 'Telepon kontak darurat', phone, {
    synonyms: [
      'Telepon Kontak Darurat', 'No Kontak Darurat', 'Nomor Kontak Darurat', 'No HP Kontak Darurat',
      'No Telp Kontak Darurat', 'HP Kontak Darurat', 'No HP Darurat', 'No HP Keluarga', 'Telepon Darurat',
      'No Telepon Darurat', 'Telp Darurat', 'No Telp Darurat', 'Emergency Phone', 'Emergency Number',
      'Emergency Contact Phone', 'Emergency Contact Number',
    ],
    example: '081298765432',
  }),
  optional('jenis_kamar', 'Jenis kamar', choice(ROOMS), {
    synonyms: ['Kamar', 'Tipe Kamar', 'Type Kamar', 'Room', 'Room Type', 'Type Room'],
    example: 'QUAD',
  }),
  optional('ukuran_baju', 'Ukuran baju', text(1, 20), {
    synonyms: [
      'Ukuran', 'Size', 'Size Baju', 'Baju', 'Ukuran Pakaian', 'Ukuran Seragam', 'Shirt Size', 'Clothes Size',
    ],
    example: 'L',
  }),
  optional('no_bpjs', 'Nomor BPJS', form(/^\d{11}(?:\d{2})?$/), {
    synonyms: [
      'BPJS', 'Nomor BPJS', 'No Kartu BPJS', 'No BPJS Kesehatan', 'BPJS Kesehatan', 'BPJS Number', 'JKN',
      'No JKN',
    ],
    expected: '11 atau 13 digit angka',
    example: '0001234567890',
  }),
  optional('catatan', 'Catatan', longText(1000), {
    synonyms: [
      'Keterangan', 'Ket', 'Catatan Khusus', 'Catatan Tambahan', 'Note', 'Notes', 'Remark', 'Remarks',
      'Comment', 'Comments',
    ],
    example: '',
  }),
];
