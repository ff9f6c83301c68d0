using System.Net;
using System.Security.Cryptography;
using System.Text;
using Stomp.Broker.Configuration;
using Stomp.Broker.Sessions;

namespace Stomp.AspNetCore.Logins;

/// <summary>
/// How many logins have failed lately: of each login from one address, and of each address whatever the login. By login alone nothing is
/// counted, for then anybody could lock anybody out.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class FailedLogins(StompLimits limits, TimeProvider time)
{
    /// <summary>An address may fail so many times as often as one login: there are many people behind some.</summary>
    public const int LoginsOfAddress = 10;

    // Some 100 octets each, 6 MiB in all. To fill it takes as many computed hashes, an hour of a processor.
    private const int MaxCounters = 64 * 1024;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Counter> _counters = [];

    /// <summary>Whether another attempt must be refused without being looked at.</summary>
    public bool IsExceeded(EndPoint? remote, string login)
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            int limit = limits.MaxFailedLoginsPerMinute;
            return GetLevel(Key.Of(remote, login), limit, now) > limit - 1
                || (Key.Of(remote) is { } address && GetLevel(address, LoginsOfAddress * limit, now) > (LoginsOfAddress * limit) - 1);
        }
    }

    /// <summary>An attempt has failed.</summary>
    public void Add(EndPoint? remote, string login)
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            if (_counters.Count >= MaxCounters)
            {
                Forget(now);
            }

            int limit = limits.MaxFailedLoginsPerMinute;
            Increase(Key.Of(remote, login), limit, now);
            if (Key.Of(remote) is { } address)
            {
                Increase(address, LoginsOfAddress * limit, now);
            }
        }
    }

    /// <summary>An attempt has succeeded: those before it were slips of the same user.</summary>
    public void Forgive(EndPoint? remote, string login)
    {
        lock (_lock)
        {
            _counters.Remove(Key.Of(remote, login));
        }
    }

    private void Increase(Key key, int limit, long now) => _counters[key] = new Counter(GetLevel(key, limit, now) + 1, now);

    // It sinks by the limit in a minute.
    private double GetLevel(Key key, int limit, long now) =>
        _counters.TryGetValue(key, out Counter counter)
            ? Math.Max(0, counter.Level - (limit * (time.GetElapsedTime(counter.Last, now) / Minute)))
            : 0;

    private void Forget(long now)
    {
        foreach ((Key key, Counter counter) in _counters)
        {
            if (time.GetElapsedTime(counter.Last, now) > Minute)
            {
                _counters.Remove(key);
            }
        }

        if (_counters.Count >= MaxCounters)
        {
            _counters.Clear();
        }
    }

    private readonly record struct Counter(double Level, long Last);

    // A login may be as long as a header: its hash stands for it.
    private readonly record struct Key(IPAddress? Network, Guid Login)
    {
        public static Key Of(EndPoint? remote, string login)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(login), hash);
            return new Key(remote is IPEndPoint { Address: { } address } ? AddressNetwork.Of(address) : null, new Guid(hash[..16]));
        }

        // Loopback addresses are those of proxies.
        public static Key? Of(EndPoint? remote) =>
            remote is IPEndPoint { Address: { } address } && !IPAddress.IsLoopback(address) ? new Key(AddressNetwork.Of(address), Guid.Empty) : null;
    }
}
