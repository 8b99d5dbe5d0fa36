#!/bin/sh
# The runbook's own read-only commands for one app: section 3.1 and "Evidence and Verification", each once where the
# runbook has it twice, and without the two that watch for ever. What the runbook pipes them into (jq, grep, awk, tail)
# is left out: it asks the server nothing.
#
#   runbook-commands.sh [--side-by-side] <namespace> <app label>
#
# KUBECTL names another kubectl. Ends with 1 when a command fails.
set -eu

side_by_side=
if [ "$1" = --side-by-side ]; then
  side_by_side=yes
  shift
fi
namespace=$1
app=$2
under_way=

show() {
  if [ -n "$side_by_side" ]; then
    "${KUBECTL:-kubectl}" "$@" &
    under_way="$under_way $!"
  else
    "${KUBECTL:-kubectl}" "$@" || exit 1
  fi
}

# 3.1 App health
show -n "$namespace" get pods -o wide
show -n "$namespace" get events --sort-by=.lastTimestamp
show -n "$namespace" get deploy,sts,po -o jsonpath='{range .items[*]}{.kind}{"\t"}{.metadata.name}{"\t"}{.status.conditions[*].type}{"\t"}{.status.conditions[*].status}{"\n"}{end}'
# 3.1 Restarts trend
show -n "$namespace" get pods -o json
# 3.1 PDB presence
show -n "$namespace" get pdb
# 3.1 Requests/limits present
show -n "$namespace" get deploy,sts -o json
# 3.1 PVC/PV, access modes and storage class
show -n "$namespace" get pvc
show -n "$namespace" get pvc -o jsonpath='{range .items[*]}{.metadata.name}{"\t"}{.spec.accessModes}{"\t"}{.spec.storageClassName}{"\n"}{end}'
# 3.1 Longhorn volumes and replicas, and again as evidence
show -n longhorn-system get volumes.longhorn.io -o custom-columns=NAME:.metadata.name,REPLICAS:.spec.numberOfReplicas,ROBUST:.status.robustness
show -n longhorn-system get replicas.longhorn.io -o custom-columns=NAME:.metadata.name,VOLUME:.spec.volumeName,NODE:.spec.nodeID,MODE:.status.mode
# 3.1 Longhorn safety
show -n longhorn-system get settings.longhorn.io
# 3.1 Guardrails, and again as evidence
show get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints,UNSCHEDULABLE:.spec.unschedulable
show get pods -A -o wide
# Evidence: pods and nodes
show -n "$namespace" get deploy,sts,po -o wide
# Evidence: cross-node placement
show -n "$namespace" get po -l "app=$app" -o jsonpath='{range .items[*]}{.metadata.name}{"\t"}{.spec.nodeName}{"\n"}{end}'
# Evidence: pods on the secondary
show get pods -A -o jsonpath='{range .items[?(@.spec.nodeName!="")]}{.metadata.namespace}{"\t"}{.metadata.name}{"\t"}{.spec.nodeName}{"\t"}{.metadata.ownerReferences[0].kind}{"\n"}{end}'

for one in $under_way; do
  wait "$one" || exit 1
done
