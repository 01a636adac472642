import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { PAGE_LEVELS } from '../../model/page-log.ts';
import { logServices, pageState } from '../store.ts';
import { isFiltered, type TypedQuery, typedQuery } from './log-query.ts';

interface LogBarProps {
  /** How far the search is, in words. */
  readonly says: string;
  readonly onCopy: () => void;
}

export function LogBar({ says, onCopy }: LogBarProps): JSX.Element {
  const isOpen = useSignal(false);
  const typed = typedQuery.value;
  return (
    <div class="log-bar">
      <Services />
      <input
        id="log-search"
        type="search"
        placeholder="Search ( / ), then n and N"
        aria-label="Search the logs"
        value={typed.text}
        onInput={({ currentTarget }) => change({ text: currentTarget.value })}
      />
      <Check
        label="regular expression"
        sign=".*"
        isOn={typed.isExpression}
        set={(isExpression) => change({ isExpression })}
      />
      <Check label="only hits" isOn={typed.onlyHits} set={(onlyHits) => change({ onlyHits })} />
      <button
        type="button"
        aria-expanded={isOpen.value || isFiltered(typed)}
        onClick={() => {
          if (isFiltered(typed)) change({ level: '', field: '', from: '', to: '' });
          isOpen.value = !(isOpen.value || isFiltered(typed));
        }}
      >
        Filters
      </button>
      <button type="button" onClick={onCopy}>
        Copy lines
      </button>
      <span class="muted" role="status">
        {says}
      </span>
      {(isOpen.value || isFiltered(typed)) && <Filters typed={typed} />}
    </div>
  );
}

function change(part: Partial<TypedQuery>): void {
  typedQuery.value = { ...typedQuery.value, ...part };
}

function Filters({ typed }: { readonly typed: TypedQuery }): JSX.Element {
  return (
    <fieldset class="filters">
      <legend class="for-readers">Filters</legend>
      <label>
        level
        <select
          value={typed.level}
          onChange={({ currentTarget }) =>
            change({ level: PAGE_LEVELS.find((level) => level === currentTarget.value) ?? '' })
          }
        >
          <option value="">any</option>
          {PAGE_LEVELS.map((level) => (
            <option key={level} value={level}>
              {level === 'fatal' ? level : `${level} or worse`}
            </option>
          ))}
        </select>
      </label>
      <label>
        JSON field
        <input
          type="text"
          placeholder="user.id=17"
          value={typed.field}
          onInput={({ currentTarget }) => change({ field: currentTarget.value })}
        />
      </label>
      <Time label="from" value={typed.from} set={(from) => change({ from })} />
      <Time label="to" value={typed.to} set={(to) => change({ to })} />
    </fieldset>
  );
}

interface TimeProps {
  readonly label: string;
  readonly value: string;
  readonly set: (value: string) => void;
}

const Time = ({ label, value, set }: TimeProps): JSX.Element => (
  <label>
    {label}
    <input
      type="datetime-local"
      step="1"
      value={value}
      onChange={({ currentTarget }) => set(currentTarget.value)}
    />
  </label>
);

interface CheckProps {
  readonly label: string;
  /** Shown instead of the label. */
  readonly sign?: string;
  readonly isOn: boolean;
  readonly set: (isOn: boolean) => void;
}

const Check = ({ label, sign, isOn, set }: CheckProps): JSX.Element => (
  <label class="check">
    <input type="checkbox" checked={isOn} onChange={({ currentTarget }) => set(currentTarget.checked)} />
    {sign}
    <span class={sign === undefined ? '' : 'for-readers'}>{label}</span>
  </label>
);

/** One or all; and others with it. */
function Services(): JSX.Element {
  const names = Object.keys(pageState.value?.services ?? {}).sort();
  const chosen = logServices.value;
  const several = chosen.length > 1 ? chosen.join(', ') : undefined;
  return (
    <>
      <select
        aria-label="Whose logs"
        value={several ?? chosen[0] ?? ''}
        onChange={({ currentTarget }) => {
          logServices.value = currentTarget.value === '' ? [] : [currentTarget.value];
        }}
      >
        <option value="">all services</option>
        {several !== undefined && <option value={several}>{several}</option>}
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      {chosen.length > 0 && chosen.length < names.length && (
        <select
          aria-label="And the logs of"
          value=""
          onChange={({ currentTarget }) => {
            if (currentTarget.value !== '') logServices.value = [...chosen, currentTarget.value];
          }}
        >
          <option value="">+</option>
          {names
            .filter((name) => !chosen.includes(name))
            .map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
        </select>
      )}
    </>
  );
}
