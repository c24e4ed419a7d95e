import { describe, it } from 'node:test';
import { expect } from 'expect';
import { parseRedisUrl } from '.';

const PLAIN = {
  form: 'single',
  addresses: [{ host: 'cache', port: 6379 }],
  username: undefined,
  password: undefined,
  db: 0,
  sentinel: undefined,
  tls: undefined,
};
const BARE_TLS = { caFile: undefined, certFile: undefined, keyFile: undefined, serverName: undefined };

describe('the URL of Redis', () => {
  it('names one server, with defaults for the rest', () => {
    expect(parseRedisUrl('redis://cache')).toEqual(PLAIN);
    expect(parseRedisUrl('redis://cache/')).toEqual(PLAIN);
    expect(parseRedisUrl('redis://:pa%40ss%3A@[::1]:6400/2')).toEqual({
      ...PLAIN,
      addresses: [{ host: '::1', port: 6400 }],
      password: 'pa@ss:',
      db: 2,
    });
    expect(parseRedisUrl('redis://app:a:b@10.0.0.7?db=3')).toMatchObject({
      username: 'app',
      password: 'a:b',
      db: 3,
    });
  });

  it('asks for TLS, by Node’s own rules or by those it names', () => {
    expect(parseRedisUrl('rediss://cache')).toEqual({ ...PLAIN, tls: BARE_TLS });
    const query = 'ca=/etc/ca.pem&cert=/etc/c.pem&key=/etc/k.pem&servername=redis.internal';
    expect(parseRedisUrl(`rediss://cache?${query}`).tls).toEqual({
      caFile: '/etc/ca.pem',
      certFile: '/etc/c.pem',
      keyFile: '/etc/k.pem',
      serverName: 'redis.internal',
    });
  });

  it('names Sentinels and the master they watch', () => {
    expect(
      parseRedisUrl('redis+sentinel://app:pw@s1,s2:26380/mymaster?db=1&sentinel_password=watch'),
    ).toEqual({
      form: 'sentinel',
      addresses: [
        { host: 's1', port: 26379 },
        { host: 's2', port: 26380 },
      ],
      username: 'app',
      password: 'pw',
      db: 1,
      sentinel: { masterName: 'mymaster', username: undefined, password: 'watch' },
      tls: undefined,
    });
    expect(parseRedisUrl('rediss+sentinel://s1/mymaster')).toMatchObject({ form: 'sentinel', tls: BARE_TLS });
  });

  it('names nodes of a cluster', () => {
    expect(parseRedisUrl('redis+cluster://:pw@n1:7000,n2')).toMatchObject({
      form: 'cluster',
      addresses: [
        { host: 'n1', port: 7000 },
        { host: 'n2', port: 6379 },
      ],
      password: 'pw',
      db: 0,
    });
    expect(parseRedisUrl('rediss+cluster://n1')).toMatchObject({ form: 'cluster', tls: BARE_TLS });
  });

  it('says what is wrong with it, and never what may be a password', () => {
    const refusals: [url: string, message: RegExp][] = [
      ['http://hunter2@cache', /must be one of redis\[s\]:\/\//],
      ['redis://', /must be one of/],
      ['redis+other://cache', /must be one of/],
      ['redis://:hunter2#@cache', /must be one of/],
      ['redis://:hunter2@cache:70000', /an address that is not host/],
      ['redis://:hunter2@x@cache', /must be one of/],
      ['redis://:hunter2%@cache', /% in its password/],
      ['redis://cache/zero', /a database that is no number/],
      ['redis://a,b', /several servers/],
      ['redis://cache?hunter2=1', /a parameter that is not one of db, ca/],
      ['redis://cache?ca=/hunter2', /needs rediss/],
      ['rediss://cache?cert=/c.pem', /cert and key together/],
      ['redis+sentinel://s1', /name of the master/],
      ['redis+cluster://n1/1', /database 0 alone/],
      ['redis+cluster://n1?db=1', /a parameter that is not one of/],
    ];
    for (const [url, message] of refusals) {
      expect(() => parseRedisUrl(url)).toThrow(message);
      expect(() => parseRedisUrl(url)).not.toThrow(/hunter2/);
    }
  });
});
