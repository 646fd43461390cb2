"""Prints the text of each secret and the password of each database cluster, as JSON.

usage: python passwords.py --port 5055
"""

import argparse
import json
import urllib.request

import api
from cluster_passwords import PATH

REGION = "us-east-1"


def secrets():
    manager = api.client("secretsmanager", REGION)
    arns = [secret["ARN"] for secret in manager.list_secrets()["SecretList"]]
    return {arn: manager.get_secret_value(SecretId=arn)["SecretString"] for arn in arns}


def clusters(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{PATH}", timeout=10) as answer:
        return json.load(answer)


def main():
    parser = argparse.ArgumentParser(description="prints passwords of the emulator")
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    api.use_port(port)
    print(json.dumps({"secrets": secrets(), "clusters": clusters(port)}))


if __name__ == "__main__":
    main()
