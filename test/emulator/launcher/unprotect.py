"""Switches the deletion protection of every stack, or of every database cluster, off and prints whose.

usage: python unprotect.py --port 5055 stacks|databases
"""

import argparse

import api

REGION = "us-east-1"


def unprotect_stacks():
    cloudformation = api.client("cloudformation", REGION)
    for stack in cloudformation.describe_stacks()["Stacks"]:
        if stack.get("EnableTerminationProtection"):
            name = stack["StackName"]
            cloudformation.update_termination_protection(StackName=name, EnableTerminationProtection=False)
            print(name)


def unprotect_databases():
    rds = api.client("rds", REGION)
    for cluster in rds.describe_db_clusters()["DBClusters"]:
        if cluster["DeletionProtection"]:
            name = cluster["DBClusterIdentifier"]
            rds.modify_db_cluster(DBClusterIdentifier=name, DeletionProtection=False, ApplyImmediately=True)
            print(name)


def main():
    parser = argparse.ArgumentParser(description="switches deletion protection off")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("what", choices=["stacks", "databases"])
    arguments = parser.parse_args()
    api.use_port(arguments.port)
    if arguments.what == "stacks":
        unprotect_stacks()
    else:
        unprotect_databases()


if __name__ == "__main__":
    main()
