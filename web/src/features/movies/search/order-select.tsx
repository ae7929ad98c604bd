import { Select } from '../../../design/select.tsx';
import { type SearchOrder, searchOrders } from './search-wish.ts';

export interface OrderSelectProps {
  readonly order: SearchOrder;
  /** Without words there is no match to order by; the most rated come first then. */
  readonly hasWords: boolean;
  readonly onChoose: (order: SearchOrder) => void;
}

export function OrderSelect({ order, hasWords, onChoose }: OrderSelectProps) {
  const orders = hasWords ? searchOrders : searchOrders.filter(({ name }) => name !== 'match');
  return (
    <label className="inline-flex items-center gap-2 text-sm text-ink-soft">
      Order
      <Select
        value={order === 'match' && !hasWords ? 'popular' : order}
        onChange={({ target }) => onChoose(searchOrders.find(({ name }) => name === target.value)?.name ?? 'match')}
        className="min-h-10 rounded-full pl-3.5"
      >
        {orders.map(({ name, label }) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </Select>
    </label>
  );
}
