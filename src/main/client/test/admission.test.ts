import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Admission } from '../src/admission.js';
import type { Session } from '../src/session.js';
import { ManualSurroundings } from './fixtures/manualSurroundings.js';

const OPENING = 60_000;

function admission(lifeMillis?: number) {
  const surroundings = new ManualSurroundings();
  const register = async () => {
    const endsAtMillis = surroundings.now() + (lifeMillis ?? 0);
    return { terms: lifeMillis === undefined ? undefined : { endsAtMillis } } as Session;
  };
  return { surroundings, admission: new Admission(register, surroundings, OPENING) };
}

test('a registration is kept until it is used', async () => {
  const { admission: door, surroundings } = admission();
  const session = await door.session();
  surroundings.pass(1e12);
  assert.equal(await door.session(), session);
  door.use(session);
  assert.notEqual(await door.session(), session);
});

test('a registration is kept no longer than it can be opened in time', async () => {
  const { admission: door, surroundings } = admission(OPENING * 2);
  const session = await door.session();
  surroundings.pass(OPENING - 1);
  assert.equal(await door.session(), session);
  surroundings.pass(1);
  assert.notEqual(await door.session(), session);
});
