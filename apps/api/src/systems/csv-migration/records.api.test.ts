import { after, before, describe, it } from 'node:test';
import { expect } from 'expect';
import { type ApiAnswer } from '../../http/testing/running-api';
import { RECORD_KINDS } from './record-kinds';
import { recordAnswer, recordListAnswer } from './records.schemas';
import {
  expectAsDocumented,
  expectRefused,
  type MigrationApi,
  startMigrationApi,
  UNKNOWN_ID,
} from './testing/migration-api';

const BASE = '/api/v1/onboarding';

describe('what was imported', () => {
  let api: MigrationApi;
  let packages: string[];
  let pilgrims: string[];
  let payment: string;

  before(async () => {
    api = await startMigrationApi();
    const trip = { tanggal_berangkat: '2027-01-10' };
    packages = await api.plant('onboarding_packages', [
      {
        ...trip,
        kode_paket: 'P-01',
        nama_paket: 'Umrah 100%',
        harga: '32500000.50',
        kuota: 45,
        row_number: 1,
      },
      { ...trip, kode_paket: 'P-02', nama_paket: 'Umrah Plus', harga: 1, row_number: 2 },
    ]);
    const [first, second] = packages;
    pilgrims = await api.plant('onboarding_jamaah', [
      { nama: 'Ahmad Rizki', email: 'ahmad@email.com', paket_id: first, dup_key: 'email:ahmad@email.com' },
      { nama: 'Siti', telepon: '+6281234567890', paket_id: second, dup_key: 'telepon:+6281234567890|siti' },
    ]);
    [payment] = (await api.plant('onboarding_payments', [
      {
        jamaah_id: pilgrims[0],
        jumlah: 5,
        tanggal_bayar: '2025-01-15',
        no_kwitansi: 'K-1',
        kwitansi_key: 'no_kwitansi:k-1',
      },
    ])) as [string];
    await api.plant(
      'onboarding_packages',
      [{ ...trip, kode_paket: 'LAIN', nama_paket: 'x', harga: 1 }],
      'overseer',
    );
  });
  after(() => api?.stop());

  const patch = (path: string, json: object, as = 'owner'): Promise<ApiAnswer> =>
    api.request('PATCH', `${BASE}/${path}`, { as, json });

  describe('is listed', () => {
    const idsOf = async (path: string): Promise<unknown> => {
      const { status, body } = await api.get('agent', `${BASE}/${path}`);
      return status === 200 ? (body['data'] as { id: string }[]).map(({ id }) => id) : body['message'];
    };

    it('in pages of the list’s shape, the tenant’s alone', async () => {
      for (const kind of RECORD_KINDS) {
        expectAsDocumented(recordListAnswer(kind), await api.get('agent', `${BASE}/${kind.path}`));
      }
      const { body } = await api.get('agent', `${BASE}/packages?limit=1&sort_by=harga&sort_order=DESC`);
      expect(body).toMatchObject({
        data: [
          {
            id: packages[0],
            kode_paket: 'P-01',
            harga: 32500000.5,
            tanggal_berangkat: '2027-01-10',
            kuota: 45,
          },
        ],
        total: 2,
        page: 1,
        limit: 1,
      });
      expect(await idsOf('packages?page=2&limit=1&sort_by=harga&sort_order=DESC')).toEqual([packages[1]]);
    });

    it('as far as it has what is searched for', async () => {
      expect(await idsOf('jamaah?q=RIZ')).toEqual([pilgrims[0]]);
      expect(await idsOf('packages?q=100%25')).toEqual([packages[0]]);
      expect(await idsOf('packages?q=_')).toEqual([]);
      expect(await idsOf('payments?q=k-1')).toEqual([payment]);
    });

    it('filtered by column, in the forms that an import takes', async () => {
      expect(await idsOf('jamaah?telepon=0812-3456-7890')).toEqual([pilgrims[1]]);
      expect(await idsOf('jamaah?email=Ahmad@Email.com')).toEqual([pilgrims[0]]);
      expect(await idsOf('jamaah?paket_id=P-02')).toEqual([pilgrims[1]]);
      expect(await idsOf(`jamaah?paket_id=${packages[0]}&nama=ahmad%20rizki`)).toEqual([pilgrims[0]]);
      expect(await idsOf('packages?tanggal_berangkat=10/01/2027&kuota=45')).toEqual([packages[0]]);
      expect(await idsOf('payments?jamaah_id=ahmad@email.com&jumlah=5')).toEqual([payment]);
      expect(await idsOf('payments?tanggal_bayar=kemarin')).toMatch(/^Tanggal bayar tidak valid/);
      expect(await idsOf('payments?limit=1000')).toMatch(/limit/);
    });

    it('to agents, owners and admins', async () => {
      for (const kind of RECORD_KINDS) {
        expect((await api.get('user', `${BASE}/${kind.path}`)).status).toBe(403);
        expect((await api.get('overseer', `${BASE}/${kind.path}`)).status).toBe(200);
      }
    });
  });

  it('is shown one by one', async () => {
    const [packageKind] = RECORD_KINDS.filter(({ path }) => path === 'packages');
    const answer = await api.get('agent', `${BASE}/packages/${packages[0]}`);
    expectAsDocumented(recordAnswer(packageKind as never), answer);
    for (const [as, id] of [
      ['admin', UNKNOWN_ID],
      ['admin', 'x'],
      ['overseer', packages[0]],
    ] as const) {
      expectRefused(await api.get(as, `${BASE}/packages/${id}`), 404, 'Data tidak ditemukan', 'Not Found');
    }
  });

  describe('is changed', () => {
    it('by the rules of its import, and its version rises', async () => {
      const answer = await patch(`jamaah/${pilgrims[1]}`, {
        nama: '  Siti Aminah ',
        telepon: '0812 9999 8888',
        jenis_kelamin: 'Perempuan',
        tanggal_lahir: '15/05/1985',
        paket_id: 'P-01',
        email: '',
      });
      expect(answer.body).toMatchObject({
        id: pilgrims[1],
        nama: 'Siti Aminah',
        telepon: '+6281299998888',
        jenis_kelamin: 'P',
        tanggal_lahir: '1985-05-15',
        paket_id: packages[0],
        email: null,
        version: 2,
      });
      expect(await api.audited(pilgrims[1] as string)).toEqual(['migration.record.update']);
      const money = await patch(`packages/${packages[1]}`, { harga: 'Rp 1.500.000,00', harga_quad: 1.5 });
      expect(money.body).toMatchObject({ harga: 1_500_000, harga_quad: 1.5, version: 2 });
    });

    it('not to what no import would take', async () => {
      const { status, body } = await patch(`jamaah/${pilgrims[0]}`, { nama: null, email: 'ahmad@email' });
      expect([status, body['message']]).toEqual([
        400,
        `Field 'nama' wajib diisi; Email tidak valid: ahmad@email`,
      ]);
      expect(body['details']).toMatchObject([
        { field: 'nama', error_type: 'missing_required' },
        { field: 'email', error_type: 'invalid_format', received_value: 'ahmad@email' },
      ]);
      const unknown = await patch(`jamaah/${pilgrims[0]}`, { paket_id: 'LAIN' });
      expect(unknown).toMatchObject({ status: 400, body: { message: 'Paket tidak ditemukan: LAIN' } });
      for (const json of [{}, { umur: 5 }, { version: 1 }, { id: UNKNOWN_ID }, { nama: ['A'] }]) {
        expect((await patch(`jamaah/${pilgrims[0]}`, json)).status).toBe(400);
      }
    });

    it('not to what another record has', async () => {
      const again = await patch(`packages/${packages[1]}`, { kode_paket: 'P-01' });
      expectRefused(again, 409, 'Data yang sama sudah ada', 'Conflict');
      const [other] = await api.plant('onboarding_payments', [
        { jamaah_id: pilgrims[0], jumlah: 5, tanggal_bayar: '2025-01-15' },
      ]);
      expect((await patch(`payments/${other}`, { no_kwitansi: 'k-1' })).status).toBe(409);
      expect((await patch(`payments/${other}`, { no_kwitansi: 'k-2' })).status).toBe(200);
    });

    it('not when somebody else was faster', async () => {
      const path = `payments/${payment}`;
      expect((await patch(path, { keterangan: 'a', version: 1 })).body).toMatchObject({ version: 2 });
      expect((await patch(path, { keterangan: 'b', version: 1 })).status).toBe(409);
    });

    it('by admins and owners of the tenant', async () => {
      const json = { keterangan: 'x' };
      const statuses = ['agent', 'user', 'overseer', 'admin'].map(
        async (as) => (await patch(`payments/${payment}`, json, as)).status,
      );
      expect(await Promise.all(statuses)).toEqual([403, 403, 404, 200]);
    });
  });
});
