#!/usr/bin/env bash
# A Slurm of two nodes on this machine, for tests: as root, without systemd, accounting or control groups.
#   throwaway_slurm.sh start DIR   starts it below DIR; its configuration is DIR/slurm.conf (export SLURM_CONF)
#   throwaway_slurm.sh end-controller DIR, then controller DIR: ends its controller, and starts another one
#   throwaway_slurm.sh kill-controller DIR: the same by SIGKILL, once it has saved what it knows of jobs (it does so
#                                           some seconds after the last change; what it has not saved it forgets)
#   throwaway_slurm.sh stop DIR    cancels everything and ends all its processes
# Ends with 77 where it cannot be: not as root, or packages are missing (scripts/install_dependencies.sh slurm).
set -euo pipefail

command=${1:?start, end-controller, kill-controller, controller or stop} directory=$(mkdir -p "${2:?a directory}" && cd "$2" && pwd)
export SLURM_CONF=$directory/slurm.conf
PATH=$PATH:/usr/sbin:/sbin

# Ports that nobody listens on, from a place that differs from one start to the next.
free_ports() {
  local port=$((20000 + (RANDOM * 2 + $$) % 30000)) found=0
  while [ $found -lt "$1" ]; do
    port=$((port + 1))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue
    echo $port
    found=$((found + 1))
  done
}

configure() {
  local ports
  mapfile -t ports < <(free_ports 3)
  cat >"$SLURM_CONF" <<END
ClusterName=throwaway
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmUser=root
SlurmctldPort=${ports[0]}
AuthType=auth/munge
AuthInfo=socket=$directory/munge.socket,cred_expire=5
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation=$directory/state
SlurmctldPidFile=$directory/slurmctld.pid
SlurmctldLogFile=$directory/slurmctld.log
SlurmdSpoolDir=$directory/spool.%n
SlurmdPidFile=$directory/slurmd.%n.pid
SlurmdLogFile=$directory/slurmd.%n.log
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SlurmctldParameters=preempt_send_user_signal
SchedulerParameters=sched_interval=1,bf_interval=1,sched_min_interval=100000,batch_sched_delay=0
MaxArraySize=8
ReturnToService=2
KillWait=3
MailProg=/bin/true
NodeName=n1 NodeAddr=127.0.0.1 Port=${ports[1]} CPUs=2 RealMemory=1000
NodeName=n2 NodeAddr=127.0.0.1 Port=${ports[2]} CPUs=2 RealMemory=1000
PartitionName=low Nodes=n1,n2 Default=YES PriorityTier=1 GraceTime=10
PartitionName=high Nodes=n1,n2 PriorityTier=10
END
}

wait_for() {
  for _ in $(seq 1200); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.1
  done
  echo "throwaway_slurm: gave up waiting for: $*" >&2
  return 1
}

controller_answers() { scontrol ping | grep -q UP; }
nodes_are_idle() { [ "$(sinfo -h -N -p low -o %t | grep -c idle)" = 2 ]; }

queue_is_empty() { [ -z "$(squeue -h)" ]; }

# Daemons are ended by the numbers in their files, and only when these still are the daemons.
end_daemon() {
  local file=$1 name=$2 process
  [ -e "$file" ] && process=$(<"$file") || return 0
  [ "$(cat "/proc/$process/comm" 2>/dev/null)" = "$name" ] || return 0
  kill "$process" 2>/dev/null || return 0
  for _ in $(seq 50); do
    [ -e "/proc/$process" ] || return 0
    sleep 0.1
  done
  kill -KILL "$process" 2>/dev/null || true
}

is_saved() { [ "$directory/state/job_state" -nt "$directory/asked" ]; }

kill_controller() {
  touch "$directory/asked"
  # Any change makes it save all.
  scontrol update jobid="$(squeue -h -t R -o %A | head -n 1)" comment=save
  wait_for is_saved
  kill -KILL "$(<"$directory/slurmctld.pid")"
}

start() {
  local missing=()
  for program in munged slurmctld slurmd sbatch squeue; do
    command -v $program >/dev/null || missing+=($program)
  done
  if [ ${#missing[@]} -gt 0 ] || [ "$(id -u)" -ne 0 ]; then
    echo "throwaway_slurm: needs root and ${missing[*]:-nothing else}" >&2
    exit 77
  fi
  mkdir -p "$directory/state"
  # The munge daemon insists on places that nobody else can write to.
  chmod 755 "$directory"
  (umask 077 && head -c 128 /dev/urandom >"$directory/munge.key")
  configure
  munged --force --key-file="$directory/munge.key" --socket="$directory/munge.socket" \
    --pid-file="$directory/munged.pid" --log-file="$directory/munged.log" --seed-file="$directory/munged.seed"
  slurmctld -i -f "$SLURM_CONF"
  for node in n1 n2; do slurmd -f "$SLURM_CONF" -N $node; done
  wait_for nodes_are_idle
}

stop() {
  [ -e "$SLURM_CONF" ] || return 0
  if controller_answers; then
    scancel --quiet --user=root || true
    wait_for queue_is_empty || true
  fi
  for node in n1 n2; do end_daemon "$directory/slurmd.$node.pid" slurmd; done
  end_daemon "$directory/slurmctld.pid" slurmctld
  end_daemon "$directory/munged.pid" munged
}

case $command in
  start) start || { stop; exit 1; } ;;
  end-controller) end_daemon "$directory/slurmctld.pid" slurmctld ;;
  kill-controller) kill_controller ;;
  controller) slurmctld -f "$SLURM_CONF" && wait_for controller_answers ;;
  stop) stop ;;
  *) echo "throwaway_slurm: unknown command '$command'" >&2; exit 2 ;;
esac
