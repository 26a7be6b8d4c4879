import { describe, expect, it } from 'vitest';
import { addressOfFile, fileOfAddress, resolveAddress, uriOf } from './address.ts';

describe('addresses of resources', () => {
  it.each(['a.yaml', 'b/c d#1?.yaml', '../up.yaml', '../../up.yaml', '/abs/a.yaml'])(
    'are made of the path of a file and back: %s',
    (path) => expect(fileOfAddress(addressOfFile(path))).toBe(path),
  );

  it.each([
    ['w/x.yaml', './s/n.json', 'w/s/n.json'],
    ['w/x.yaml', '../n.json', 'n.json'],
    ['x.yaml', '../n.json', '../n.json'],
    ['x.yaml', 'file:///abs/n.json', '/abs/n.json'],
    ['w/x.yaml', 'file://app/greet.proto', 'w/app/greet.proto'],
  ])('are relative to the file that names them: %s → %s', (file, reference, path) => {
    expect(fileOfAddress(resolveAddress(reference, addressOfFile(file)) ?? '')).toBe(path);
  });

  it.each([
    ['w/x.yaml', 'w/n.json', './n.json'],
    ['w/x.yaml', 'n.json', '../n.json'],
    ['/a/w/x.yaml', '/a/w/s/n.json', './s/n.json'],
    ['x.yaml', '/abs/n.json', '/abs/n.json'],
  ])('are stored relative to the workflow: %s, %s', (workflow, file, uri) => {
    expect(uriOf(addressOfFile(file), addressOfFile(workflow))).toBe(uri);
  });

  it('of the network are stored as they are', () => {
    expect(uriOf('https://x.test/a.yaml', addressOfFile('x.yaml'))).toBe('https://x.test/a.yaml');
  });
});
