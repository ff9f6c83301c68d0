using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Stomp.Broker.Configuration;
using Stomp.Broker.Security;

namespace Stomp.AspNetCore.Logins;

/// <summary>
/// Judges <c>login</c> and <c>passcode</c> by the configured users. Passcodes are hashed slowly, on purpose, so it is done on other threads
/// than those of the sockets, a few at a time, and not at all for who has failed too often. An unknown login takes as long as a wrong passcode.
/// </summary>
/// <remarks>
/// Credentials that were found right are known again, by a tag made with a key of this process: clients that all come back at once, after
/// a restart of the network, are let in without a hash for each.
/// </remarks>
internal sealed class LoginAuthenticator : IStompAuthenticator, IDisposable
{
    private static readonly StompAuthenticationResult Wrong = StompAuthenticationResult.Refuse("the login or the passcode is wrong");

    private readonly Dictionary<string, KnownLogin> _users;
    private readonly KnownLogin[] _all;
    private readonly FailedLogins _failures;
    private readonly StompAuthenticationResult _exceeded;
    private readonly byte[] _tagKey = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    // Half of the machine stays for those who are connected.
    private readonly SemaphoreSlim _hashing = new(Math.Max(1, Environment.ProcessorCount / 2));

    public LoginAuthenticator(IOptions<StompLoginOptions> users, IOptions<StompBrokerOptions> broker, TimeProvider time)
    {
        _users = users.Value.Users.ToDictionary(static user => user.Name, static user => new KnownLogin(user), StringComparer.Ordinal);
        _all = [.. _users.Values];
        StompLimits limits = broker.Value.Limits;
        _failures = new FailedLogins(limits, time);
        _exceeded = StompAuthenticationResult.Refuse(
            string.Create(
                CultureInfo.InvariantCulture,
                $"too many logins have failed; the limit is {limits.MaxFailedLoginsPerMinute} a minute for one login from one address, {FailedLogins.LoginsOfAddress * limits.MaxFailedLoginsPerMinute} for an address ({nameof(limits.MaxFailedLoginsPerMinute)})"),
            nameof(limits.MaxFailedLoginsPerMinute));
    }

    public ValueTask<StompAuthenticationResult> AuthenticateAsync(StompConnectRequest request, CancellationToken cancellationToken)
    {
        if (request.HasConnectionUser || string.IsNullOrEmpty(request.Login))
        {
            return new(StompAuthenticationResult.NoResult);
        }

        if (request.Passcode is not { } passcode)
        {
            return new(Wrong);
        }

        byte[] tag = HMACSHA256.HashData(_tagKey, Encoding.UTF8.GetBytes($"{request.Login.Length}:{request.Login}{passcode}"));
        KnownLogin? user = _users.GetValueOrDefault(request.Login);
        EndPoint? remote = request.Connection.RemoteEndPoint;
        if (user is null || !user.WasVerified(tag))
        {
            return new(VerifyAsync(user, remote, request.Login, passcode, tag, cancellationToken));
        }

        _failures.Forgive(remote, request.Login);
        return new(user.Success);
    }

    public void Dispose() => _hashing.Dispose();

    private async Task<StompAuthenticationResult> VerifyAsync(
        KnownLogin? user, EndPoint? remote, string login, string passcode, byte[] tag, CancellationToken cancellationToken)
    {
        if (_failures.IsExceeded(remote, login))
        {
            return _exceeded;
        }

        await _hashing.WaitAsync(cancellationToken);
        try
        {
            if (user is not null && user.WasVerified(tag))
            {
                return user.Success; // by another connection meanwhile
            }

            if (_failures.IsExceeded(remote, login))
            {
                return _exceeded;
            }

            // Any user's hash, the same each time for a login: what it costs must not tell which logins there are.
            string hash = (user ?? _all[(uint)login.GetHashCode(StringComparison.Ordinal) % (uint)_all.Length]).PasswordHash;
            bool isRight = await Task.Run(() => StompPasswordHash.Verify(hash, passcode), cancellationToken);
            if (user is null || !isRight)
            {
                _failures.Add(remote, login);
                return Wrong;
            }

            _failures.Forgive(remote, login);
            user.SetVerified(tag);
            return user.Success;
        }
        finally
        {
            _hashing.Release();
        }
    }
}
