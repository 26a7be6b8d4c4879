import { describe, expect, it } from 'vitest';
import { failure, outputs } from '../testbed.ts';

describe('dates', () => {
  it.each([
    ['gmtime', 1425599621, [[2015, 2, 5, 23, 53, 41, 4, 63]]],
    ['gmtime | .[5]', 0.25, [0.25]],
    ['mktime', [2015, 2, 5, 23, 51, 47], [1425599507]],
    ['todate', 1425599507, ['2015-03-05T23:51:47Z']],
    ['fromdate', '2015-03-05T23:51:47Z', [1425599507]],
    ['now | todate', null, ['2015-03-05T23:51:47Z']],
    ['localtime | mktime', 5, [5]],
    [
      'strftime("%Y-%m-%d %H:%M:%S %j %a %A %b %B %y %C %e|%k|%l|%I %p %u %w %U %W %V %G %Z %z %s %D %T %R %F %%")',
      1425599507,
      [
        '2015-03-05 23:51:47 064 Thu Thursday Mar March 15 20  5|23|11|11 PM 4 4 09 09 10 2015 UTC +0000 1425599507 03/05/15 23:51:47 23:51 2015-03-05 %',
      ],
    ],
    ['strflocaltime("%c")', 0, ['Thu Jan  1 00:00:00 1970']],
    ['strptime("%Y-%m-%dT%H:%M:%SZ")', '2015-03-05T23:51:47Z', [[2015, 2, 5, 23, 51, 47, 4, 63]]],
    ['strptime("%a, %d %b %Y %H:%M:%S %z") | mktime', 'Thu, 05 Mar 2015 23:51:47 +0100', [1425599507]],
    ['strptime("%H:%M")', '10:20', [[1970, 0, 1, 10, 20, 0, 4, 0]]],
    ['strptime("%d/%m/%y %I:%M %p") | todate', '05/03/15 11:51 PM', ['2015-03-05T23:51:00Z']],
    ['strptime("%p %I:%M") | mktime', 'PM 12:30', [45_000]],
    ['strptime("%H:%M %p") | mktime', '13:05 PM', [47_100]],
    ['strptime("%H:%M %p") | mktime', '01:05 PM', [3900]],
    ['strptime("%s") | mktime', '1425599507', [1425599507]],
    ['strptime("%Y %j") | todate', '2015 64', ['2015-03-05T00:00:00Z']],
    ['strptime("%F%n%T") | mktime', '2015-03-05  23:51:47', [1425599507]],
    ['[2024, 1, 30] | mktime | todate', null, ['2024-03-01T00:00:00Z']],
    ['[1, 0, 1] | mktime | todate', null, ['0001-01-01T00:00:00Z']],
    ['todate', -1, ['1969-12-31T23:59:59Z']],
    ['gmtime', -62_167_219_201, [[-1, 11, 31, 23, 59, 59, 5, 364]]],
    ['gmtime', 8.64e12, [[275_760, 8, 13, 0, 0, 0, 6, 256]]],
    ['gmtime[7]', 951_782_400, [59]],
    ['mktime', [2000, 1, 29], [951_782_400]],
    ['mktime', [1970, 25, 1, -1], [65_746_800]],
    ['mktime', [1970, -10, 1], [-26_438_400]],
    ['mktime', [1970, 0, 1, 0, 0, 1e18], [2_147_483_647]],
    ['mktime', [99, 0, 1], [-59_042_995_200]],
    ['dateadd("seconds"; 3)', 1, [4]],
    ['strftime("%G-W%V")', 1230768000, ['2009-W01']],
  ] as const)('evaluates %s on %j', (filter, input, expected) => {
    expect(outputs(filter, input)).toEqual(expected);
  });
});

describe('errors', () => {
  it.each([
    ['strptime("%Y")', 'x', 'date "x" does not match format "%Y"'],
    ['strptime("%d")', '+', 'date "+" does not match format "%d"'],
    ['strptime("%Y%")', '2015x', 'date "2015x" does not match format "%Y%"'],
    ['strptime("%Q")', '1', 'date "1" does not match format "%Q"'],
    ['mktime', [1e7, 0, 1], 'invalid gmtime representation'],
    ['gmtime', 8.65e12, 'error converting number of seconds since epoch to datetime'],
    ['strptime("%Y-%m-%d")', '2015-13-01', 'date "2015-13-01" does not match format "%Y-%m-%d"'],
    ['strptime(1)', 'x', 'strptime/1 requires string inputs and arguments'],
    ['mktime', 1, 'mktime requires array inputs'],
    ['mktime', ['a'], 'mktime requires parsed datetime inputs'],
    ['gmtime', 'a', 'gmtime() requires numeric inputs'],
    ['gmtime', 1e300, 'error converting number of seconds since epoch to datetime'],
    ['strftime([])', 0, 'strftime/1 requires a string format'],
    ['strftime("%Y")', 'a', 'strftime/1 requires parsed datetime inputs'],
  ] as const)('fails %s on %j', (filter, input, message) => {
    expect(failure(filter, input)).toBe(message);
  });
});
