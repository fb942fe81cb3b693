import type { Module } from '@sutra/kernel/module';
import { expect, test } from 'vitest';
import { Access } from './public.ts';

const accessOf = (...modules: Partial<Module>[]) => {
  const access = new Access();
  access.declare(modules.map((module, index) => ({ name: `module ${index}`, ...module })));
  return access;
};

test('a role holds what modules give it, and nothing else', () => {
  const access = accessOf({ permissions: { 'a.read': ['owner', 'auditor'], 'a.write': ['owner'] } });
  expect([...access.permissionsOf(['owner'], 'pharmacy')]).toEqual(['a.read', 'a.write']);
  expect([...access.permissionsOf(['auditor'], 'pharmacy')]).toEqual(['a.read']);
  for (const roles of [['SUPPORT_AGENT'], ['Owner'], ['nobody'], ['owner auditor'], []])
    expect(access.permissionsOf(roles, 'pharmacy').size).toBe(0);
});

test('several roles hold what each holds', () => {
  const access = accessOf({ permissions: { 'a.read': ['auditor'], 'a.write': ['manager'] } });
  expect([...access.permissionsOf(['auditor', 'manager'], 'cotton')]).toEqual(['a.read', 'a.write']);
});

test('own roles add what exists in the kind of organisation, and are no built-in roles', () => {
  const access = accessOf(
    { permissions: { 'a.read': ['staff'], 'a.write': [] } },
    { organisationKinds: ['pharmacy'], permissions: { 'scan.create': ['owner'] } },
  );
  const own = ['a.write', 'scan.create', 'gone.long'];
  expect([...access.permissionsOf(['staff', '0190'], 'cotton', own)]).toEqual(['a.read', 'a.write']);
  expect([...access.permissionsOf(['0190'], 'pharmacy', own)]).toEqual(['a.write', 'scan.create']);
  expect([...access.permissionsOf(['0190'], 'pharmacy')]).toEqual([]);
  expect(['owner', 'Owner', 'support_agent', 'Night counter'].map((name) => access.isRole(name))).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test('a permission of one kind of organisation does not exist in another, not even for a key', () => {
  const access = accessOf({ organisationKinds: ['pharmacy'], permissions: { 'scan.create': ['owner'] } });
  expect(access.permissionsOf(['owner'], 'cotton').size).toBe(0);
  expect(access.limitTo(['scan.create', 'gone.long'], 'pharmacy')).toEqual(new Set(['scan.create']));
  expect(access.limitTo(['scan.create'], 'cotton').size).toBe(0);
});

test('a permission of two modules, or for a role that does not exist, stops the start', () => {
  expect(() => accessOf({ permissions: { 'a.read': ['owner'] } }, { permissions: { 'a.read': ['owner'] } })).toThrow(
    /two modules/,
  );
  expect(() => accessOf({ permissions: { 'a.read': ['onwer'] } })).toThrow(/onwer/);
});
