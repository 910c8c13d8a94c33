// The types that Grafana publishes for a dashboard, with the panels that ours has. test_dashboard.py appends ours.
import type * as Stat from "@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen";
import type * as Lines from "@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen";
import type { Dashboard, Panel, RowPanel } from "@grafana/schema/dist/esm/raw/dashboard/x/Dashboard_types.gen";

// JSON has an enum's values, not its names.
type Plain<T> = T extends string
  ? `${T}`
  : T extends (infer U)[]
    ? Plain<U>[]
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T;
type Fields = NonNullable<Panel["fieldConfig"]>;
type Of<K, Options, Custom> = Omit<Panel, "type" | "options" | "fieldConfig"> & {
  type: K;
  options?: Partial<Options>;
  fieldConfig: {
    defaults: Omit<Fields["defaults"], "custom"> & { custom?: Partial<Custom> };
    overrides: Fields["overrides"];
  };
};
type Ours = RowPanel | Of<"stat", Stat.Options, object> | Of<"timeseries", Lines.Options, Lines.FieldConfig>;

export const dashboard: Plain<Omit<Dashboard, "panels"> & { panels: Ours[] }> =
