"""The Python peers of `npm run -s bench -- forecast --python PATH`, on one thread.

Reads one JSON object from stdin: {"stepMs", "horizon", "periods", "series": [[...]], "budget", "subjects"}. Answers a line
each: {"lacking": package}, or {"subject", "ms", "points", "failed"}: mean milliseconds per series to fit and to forecast,
and the forecasts of those series that the budget (seconds) held. A first series goes before, uncounted.
"""
import importlib.util
import json
import logging
import sys
import time
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
out = sys.stdout
sys.stdout = sys.stderr


def say(**answer):
    print(json.dumps(answer), file=out, flush=True)


def statsmodels(case):
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel
    from statsmodels.tsa.forecasting.stl import STLForecast
    from statsmodels.tsa.forecasting.theta import ThetaModel

    day, horizon = case["periods"][0], case["horizon"]
    return {
        "statsmodels ETS(A,Ad,A)": lambda y: ETSModel(
            y, error="add", trend="add", damped_trend=True, seasonal="add", seasonal_periods=day
        ).fit(disp=False).forecast(horizon),
        "statsmodels Theta": lambda y: ThetaModel(y, period=day).fit().forecast(horizon),
        "statsmodels STL+ETS": lambda y: STLForecast(
            y, ETSModel, model_kwargs={"error": "add", "trend": "add", "damped_trend": True}, period=day
        ).fit(fit_kwargs={"disp": False}).forecast(horizon),
    }


def statsforecast(case):
    from statsforecast import models

    day, horizon = case["periods"][0], case["horizon"]

    def by(model):
        return lambda y: model().forecast(y=y, h=horizon)["mean"]

    return {
        "statsforecast AutoETS": by(lambda: models.AutoETS(season_length=day)),
        "statsforecast AutoTheta": by(lambda: models.AutoTheta(season_length=day)),
        "statsforecast MSTL": by(lambda: models.MSTL(season_length=case["periods"])),
    }


def prophet(case):
    import pandas as pd
    from prophet import Prophet

    def ahead(y):
        step = pd.Timedelta(milliseconds=case["stepMs"])
        times = pd.Timestamp("2020-09-13 12:26:40") + step * pd.Series(range(len(y) + case["horizon"]))
        model = Prophet(
            yearly_seasonality=False, weekly_seasonality=False, daily_seasonality=False, uncertainty_samples=0
        )
        for period in case["periods"]:
            days = period * case["stepMs"] / 86_400_000
            model.add_seasonality(str(period), days, 3 if days > 5 else 4)
        model.fit(pd.DataFrame({"ds": times[: len(y)], "y": y}))
        return model.predict(pd.DataFrame({"ds": times[len(y):]})).yhat

    return {"prophet": ahead}


def main():
    import numpy as np

    case = json.load(sys.stdin)
    series = [np.array(values) for values in case["series"]]
    for package, make in {"statsmodels": statsmodels, "statsforecast": statsforecast, "prophet": prophet}.items():
        if importlib.util.find_spec(package) is None:
            say(lacking=package)
            continue
        for subject, forecast in make(case).items():
            if case["subjects"] and subject not in case["subjects"]:
                continue
            points, failed, spent = [], 0, 0.0
            for turn, y in enumerate([series[0], *series]):
                start = time.perf_counter()
                try:
                    found = [float(value) for value in np.asarray(forecast(y))]
                except Exception:
                    found = []
                if turn == 0:
                    continue
                spent += time.perf_counter() - start
                failed += not (found and np.all(np.isfinite(found)))
                points.append(found)
                if spent > case["budget"]:
                    break
            say(subject=subject, ms=float(f"{1000 * spent / len(points):.4g}"), points=points, failed=failed)


main()
