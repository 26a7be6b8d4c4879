import type { Json } from '../../src/json/json.ts';
import type { Engine, Evaluate } from './engines.ts';

/** What every engine is asked to do. */
export interface Task {
  readonly name: string;
  /** Its outputs are of no interest, only that there are any. */
  readonly compiles: boolean;
  /** Turns of an engine; what they are given changes from turn to turn. @throws when the engine cannot do it. */
  prepare(engine: Engine): (turn: number) => Json | undefined;
}

const small = '.a.b + 1';
const mid = '[.items[] | select(.price > 10) | {id, total: (.price * .quantity)}] | sort_by(.total)';

/** Ten expressions as they stand in the `with` of a call. */
const template: Readonly<Record<string, string>> = {
  orderNo: '.order.number',
  customer: '.customer.name',
  greeting: '"Dear \\(.customer.name), your order \\(.order.number)"',
  total: '.order.net + .order.tax',
  dear: '.order.net > 100',
  country: '.customer.country // "DE"',
  count: '.order.items | length',
  first: '.order.items[0].sku',
  shipping: 'if .order.net > 50 then 0 else 5 end',
  prices: '[.order.items[].price]',
};

/** How many different inputs there are: a power of two. */
export const variety = 64;

const smallInputs = inputs((index) => ({ a: { b: index } }));

const midInputs = inputs((index) => ({
  items: Array.from({ length: 20 }, (_, item) => ({
    id: `item-${item}`,
    price: (item * 7 + index) % 30,
    quantity: 1 + ((item + index) % 5),
  })),
}));

const templateInputs = inputs((index) => ({
  customer: { name: `Ada ${index}`, ...(index % 2 === 0 ? {} : { country: 'FR' }) },
  order: {
    number: `A-${index}`,
    net: index * 3,
    tax: index / 2,
    items: [
      { sku: `s${index}`, price: index },
      { sku: 't', price: 2 },
    ],
  },
}));

export const tasks: readonly Task[] = [
  evaluation(small, (engine) => engine.prepare(small), smallInputs),
  evaluation('mid, 20 items', (engine) => engine.prepare(mid), midInputs),
  evaluation('template of 10', (engine) => engine.prepareTemplate(template), templateInputs),
  compilation('compile small', (number) => `.a${number}.b + ${number}`),
  compilation(
    'compile mid',
    (number) =>
      `[.items[] | select(.price > ${number}) | {id, total${number}: (.price * .quantity)}] | sort_by(.total${number})`,
  ),
];

function inputs(make: (index: number) => Json): readonly Json[] {
  return Array.from({ length: variety }, (_, index) => make(index));
}

function evaluation(name: string, prepare: (engine: Engine) => Evaluate, given: readonly Json[]): Task {
  return {
    name,
    compiles: false,
    prepare(engine) {
      const evaluate = prepare(engine);
      return (turn) => evaluate(given[turn & (variety - 1)] ?? null);
    },
  };
}

/** Filters that were never compiled: they carry a number that only grows. */
let number = 0;

function compilation(name: string, filter: (number: number) => string): Task {
  return { name, compiles: true, prepare: (engine) => () => engine.compile(filter(++number)) };
}
