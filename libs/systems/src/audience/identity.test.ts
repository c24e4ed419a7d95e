import { describe, it } from 'node:test';
import { expect } from 'expect';
import { IDENTITY_FIELDS, identityKey, type IdentityValues, isIdentified, judgeIdentity } from './identity';

function identityOf(values: IdentityValues) {
  const { identity, fault } = judgeIdentity(values);
  if (!identity) throw new Error(fault.message);
  return identity;
}

const emailOf = (email: unknown) => judgeIdentity({ email }).identity?.email;
const domainOf = (domain: unknown) => judgeIdentity({ domain }).identity?.domain;
const keyOf = (values: IdentityValues) => identityKey(identityOf(values));

describe('whose a record is', () => {
  it('is told by any one of five fields', () => {
    for (const field of IDENTITY_FIELDS) {
      const value = field.endsWith('domain') ? 'example.com' : 'a@example.com';
      expect([field, judgeIdentity({ [field]: value }).fault]).toEqual([field, null]);
    }
  });

  it('is found with as few looks as it takes', () => {
    for (const field of IDENTITY_FIELDS) {
      const good = field.endsWith('domain') ? 'example.com' : 'a@example.com';
      const asked: string[] = [];
      const isFound = isIdentified((name) => {
        asked.push(name);
        return name === field ? good : 'none';
      });
      expect([isFound, asked.at(-1)]).toEqual([true, field]);
    }
    expect(isIdentified(() => undefined)).toBe(false);
  });

  it('is told by one good field beside bad ones', () => {
    const values = { business_email: 'none', email: '', domain: 7, personal_email: ' A@Example.COM ' };
    expect(identityOf(values)).toMatchObject({ email: 'a@example.com', domain: 'example.com' });
  });

  it('takes the business e-mail before the e-mail before the personal one', () => {
    const all = { personal_email: 'p@p.org', email: 'e@e.org', business_email: 'b@b.org' };
    expect(identityOf(all)).toMatchObject({ email: 'b@b.org', domain: 'b.org' });
    expect(identityOf({ ...all, business_email: 'b' })).toMatchObject({ email: 'e@e.org', domain: 'e.org' });
  });

  it('takes the domain from company_domain before domain before the e-mail', () => {
    const all = { email: 'e@e.org', domain: 'D.org', company_domain: 'C.org' };
    expect(identityOf(all).domain).toBe('c.org');
    expect(identityOf({ ...all, company_domain: 'https://c.org' }).domain).toBe('d.org');
  });

  it('is normalised', () => {
    expect(identityOf({ email: '\t John.Doe+x@Example.COM\n', first_name: ' Éva ', last_name: 7 })).toEqual({
      email: 'john.doe+x@example.com',
      domain: 'example.com',
      firstName: 'éva',
      lastName: '',
    });
  });
});

describe('a record of nobody', () => {
  const faultOf = (values: IdentityValues) => judgeIdentity(values).fault;

  it('has none of the fields', () => {
    expect(faultOf({})).toEqual({
      code: 'missing_identity',
      field: null,
      message: 'has none of business_email, personal_email, email, domain, company_domain',
    });
    expect(faultOf({ email: null, first_name: 'A' })).toMatchObject({ code: 'missing_identity' });
  });

  it('has empty ones', () => {
    expect(faultOf({ email: ' ', domain: '' })).toEqual({
      code: 'empty_identity',
      field: 'email',
      message: 'email is empty',
    });
  });

  it('has malformed ones, of which the first is named and quoted', () => {
    expect(faultOf({ email: '', domain: 'x', company_domain: 'y' })).toEqual({
      code: 'invalid_domain',
      field: 'domain',
      message: 'domain "x" is not a well-formed domain',
    });
    expect(faultOf({ email: { a: 1 } })).toMatchObject({
      code: 'invalid_email',
      message: 'email is not a text',
    });
    expect(faultOf({ business_email: '😀'.repeat(1e6) })?.message).toBe(
      `business_email "${'😀'.repeat(60)}…" is not a well-formed e-mail address`,
    );
  });
});

describe('an e-mail address', () => {
  it('is well-formed as people have them', () => {
    for (const good of [
      'a@b.co',
      "o'neil_1+tag@mail.example.co.uk",
      `${'a'.repeat(64)}@example.com`,
      'пример@пример.рф',
      'x@1and1.com',
      `${'a'.repeat(58)}@example.com`,
      `a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(56)}.com`,
    ]) {
      expect(emailOf(good)).toBe(good);
    }
  });

  it('is not whatever has an @', () => {
    for (const bad of [
      '@',
      '@b.co',
      'a@',
      'a@b',
      'a@@b.co',
      'a@b@c.co',
      'a b@c.co',
      'a@b .co',
      '.a@b.co',
      'a.@b.co',
      'a..b@c.co',
      'A <a@b.co>',
      'mailto:a@b.co',
      'a@b.co,c@d.co',
      '"a b"@c.co',
      'a\0b@c.co',
      'a\u200bb@c.co',
      'a\ud800@c.co',
      'a@[127.0.0.1]',
      'a@127.0.0.1',
      'a@-b.co',
      'a@b_c.co',
      'a@b..co',
      'a@b.co.',
      `${'a'.repeat(65)}@example.com`,
      `${'a'.repeat(65)}@b.co`,
      `a@${'b'.repeat(64)}.co`,
      `${'ü'.repeat(33)}@example.com`,
      `a@${'b'.repeat(64)}.com`,
      `a@${'b.'.repeat(126)}com`,
      ['a@b.co'],
      true,
    ]) {
      expect([bad, emailOf(bad)]).toEqual([bad, undefined]);
    }
  });
});

describe('a domain', () => {
  it('has a dot and no more than a name', () => {
    expect(domainOf(' WWW.Example.com ')).toBe('www.example.com');
    for (const bad of [
      'com',
      'http://a.com',
      'a.com/',
      'a.com:80',
      'ü.de/x',
      'ü.de:80',
      'a b.com',
      '1.2.3.4',
      'x@y.de',
    ]) {
      expect([bad, domainOf(bad)]).toEqual([bad, undefined]);
    }
  });

  it('is the same in Unicode and in ASCII', () => {
    expect(domainOf('MÜNCHEN.de')).toBe('münchen.de');
    expect(domainOf('xn--mnchen-3ya.de')).toBe('münchen.de');
    expect(emailOf('a@xn--mnchen-3ya.de')).toBe('a@münchen.de');
    expect(domainOf('xn--a.de')).toBeUndefined();
  });
});

describe('the key of a person', () => {
  it('is a UUID, the same for all spellings of an e-mail', () => {
    const key = keyOf({ email: 'A@b.co', first_name: 'x' });
    expect(key).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(keyOf({ business_email: ' a@B.CO', domain: 'c.co' })).toBe(key);
    expect(keyOf({ email: 'a@b.com' })).not.toBe(key);
  });

  it('comes from domain and name where there is no e-mail', () => {
    const key = keyOf({ domain: 'b.co', first_name: 'Ann', last_name: 'Lee' });
    expect(keyOf({ company_domain: 'B.co', first_name: ' ann', last_name: 'LEE' })).toBe(key);
    expect(keyOf({ domain: 'b.co', first_name: 'Ann' })).not.toBe(key);
    expect(keyOf({ domain: 'b.co', first_name: 'AnnLee' })).not.toBe(key);
  });
});
