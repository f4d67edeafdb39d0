"""A training script that does one step for each line on its input, and says when it is done.

usage: python live_script.py TRACKING_URI EXPERIMENT_NAME
"""
import sys

from mlflow.tracking import MlflowClient

client = MlflowClient(tracking_uri=sys.argv[1])
experiment = client.get_experiment_by_name(sys.argv[2])
run_id = None
print("ready", flush=True)
for line in sys.stdin:
    command, *words = line.split()
    if command == "start":
        run_id = client.create_run(experiment.experiment_id, tags={"mlflow.runName": "live"}).info.run_id
    elif command == "metric":
        client.log_metric(run_id, words[0], float(words[1]), step=int(words[2]))
    elif command == "param":
        client.log_param(run_id, words[0], words[1])
    elif command == "end":
        client.set_terminated(run_id, words[0])
    elif command == "delete":
        client.delete_run(run_id)
    elif command == "experiment":
        client.create_experiment(words[0])
    print(run_id, flush=True)
